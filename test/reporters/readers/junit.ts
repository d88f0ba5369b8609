import { readFileSync } from 'node:fs'
import { validateXML } from 'xmllint-wasm'
import type { ReadBack } from '../../contracts/reporter.js'

const SCHEMA = readFileSync(new URL('junit.xsd', import.meta.url), 'utf8')

export interface Suite {
  readonly name: string
  readonly cases: readonly Case[]
}

export interface Case {
  readonly name: string
  readonly outcome: string
  readonly message: string | null
  readonly type: string | null
  readonly text: string
}

export async function readJunit(text: string): Promise<ReadBack> {
  const suites = await suitesOf(text)
  const all = suites.flatMap(({ cases }) => cases)
  return {
    models: suites.map(({ name }) => name),
    slices: all.flatMap(({ name }) => (name.startsWith('slice: ') ? [name.slice('slice: '.length)] : [])),
    scores: null,
    errors: all.flatMap(({ outcome, type, message }) =>
      outcome === 'error' && type !== 'inconclusive' && message !== null ? [message] : [],
    ),
  }
}

/** By libxml2: valid for the schema, then in canonical form, in which each thing is written in one way only. */
export async function suitesOf(text: string): Promise<readonly Suite[]> {
  const xml = { fileName: 'report.xml', contents: text }
  const { valid, errors, normalized } = await validateXML({ xml, schema: SCHEMA, normalization: 'c14n' })
  if (!valid) throw new Error(errors.map(({ rawMessage }) => rawMessage).join('\n'))
  const suites = elements(normalized, 'testsuite').map(({ attributes, content }) => {
    const cases = elements(content, 'testcase').map(caseOf)
    for (const [count, outcome] of [
      ['failures', 'failure'],
      ['errors', 'error'],
      ['skipped', 'skipped'],
    ] as const) {
      const found = cases.filter((each) => each.outcome === outcome).length
      if (attributes[count] !== String(found)) throw new Error(`${count} is ${attributes[count]}, there are ${found}`)
    }
    if (attributes['tests'] !== String(cases.length)) throw new Error(`tests is ${attributes['tests']}`)
    return { name: attributes['name'] ?? '', cases }
  })
  return suites
}

interface Element {
  readonly attributes: Readonly<Record<string, string>>
  readonly content: string
}

function caseOf({ attributes, content }: Element): Case {
  const outcome = ['failure', 'error', 'skipped'].find((name) => elements(content, name).length > 0) ?? 'passed'
  const [problem] = elements(content, outcome)
  const [output] = elements(content, 'system-out')
  return {
    name: attributes['name'] ?? '',
    outcome,
    message: problem?.attributes['message'] ?? null,
    type: problem?.attributes['type'] ?? null,
    text: unescaped(problem?.content || (output?.content ?? '')),
  }
}

function elements(xml: string, name: string): readonly Element[] {
  return [...xml.matchAll(new RegExp(`<${name}((?: [\\w-]+="[^"<]*")*)>(.*?)</${name}>`, 'gs'))].map(
    ([, attributes = '', content = '']) => ({
      attributes: Object.fromEntries(
        [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, unescaped(value)]),
      ),
      content,
    }),
  )
}

function unescaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#xD': '\r', '#xA': '\n', '#x9': '\t' }
  return text.replaceAll(/&(#?\w+);/g, (entity, name: string) => signs[name] ?? entity)
}
