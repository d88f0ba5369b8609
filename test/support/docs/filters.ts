/** What may stand after `|` in a marker, like the programs of these names. */
const FILTERS: Readonly<Record<string, (text: string, argument: string) => string>> = {
  grep: (text, pattern) =>
    linesOf(text)
      .filter((line) => new RegExp(pattern).test(line))
      .join(''),
  head: (text, count) => linesOf(text).slice(0, Number(count)).join(''),
  jq: (text, path) => `${printed(valueAt(JSON.parse(text), path))}\n`,
  fmt: (text, width) =>
    linesOf(text)
      .map((line) => wrapped(line, Number(width)))
      .join(''),
}

export function filtered(text: string, [name = '', ...words]: readonly string[]): string {
  const filter = FILTERS[name]
  if (filter === undefined) throw new Error(`a marker knows ${Object.keys(FILTERS).join(', ')} after a pipe, not ${name}`)
  const rest = filter(text, words.at(-1) ?? '')
  if (rest.trim() === '') throw new Error(`nothing is left of this by ${name} ${words.join(' ')}:\n${text}`)
  return rest
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n/g) ?? []
}

function printed(value: unknown): string {
  const isText = [value].flat().every((each) => typeof each === 'string')
  return isText ? [value].flat().join('\n') : JSON.stringify(value, null, 2)
}

/** `.key.0.key`; `.fromjson` reads a text as JSON. */
function valueAt(json: unknown, path: string): unknown {
  let value = json
  for (const key of path.split('.').filter((each) => each !== '')) {
    if (key === 'fromjson' && typeof value === 'string') value = JSON.parse(value)
    else value = new Map(Object.entries(value ?? {})).get(key)
    if (value === undefined) throw new Error(`there is no ${key} (${path})`)
  }
  return value
}

function wrapped(line: string, width: number): string {
  const lines: string[] = []
  for (const word of line.trimEnd().split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return `${lines.join('\n')}\n`
}
