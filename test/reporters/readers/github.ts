import type { ReadBack } from '../../contracts/reporter.js'

export interface Command {
  readonly level: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

export function readGithub(text: string): ReadBack {
  const commands = commandsOf(text)
  const failed = commands.filter(({ properties }) => / error$/.test(properties['title'] ?? ''))
  return {
    models: commands.map(({ properties }) => (properties['title'] ?? '').replace(/: \w+( error)?$/, '')),
    slices: null,
    scores: null,
    errors: failed.map(({ message }) => message.replace(/\nhint: [^\n]*$/, '').replaceAll('\n', '\ufffd')),
  }
}

/** As the runner reads them: `::name key=value,key=value::message`, each line for itself. */
export function commandsOf(text: string): readonly Command[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [, level, written, message] = /^::(error|warning|notice) ([^:\r]*)::([^\r]*)$/.exec(line) ?? []
      if (level === undefined || written === undefined || message === undefined) throw new Error(`no command: ${line}`)
      const properties = written.split(',').map((property) => {
        const [, key = '', value = ''] = /^(title|file|line|col)=(.+)$/.exec(property) ?? []
        if (key === '') throw new Error(`no property: ${property}`)
        return [key, unescaped(value)] as const
      })
      return { level, properties: Object.fromEntries(properties), message: unescaped(message) }
    })
}

function unescaped(text: string): string {
  return text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}
