import type { ReadBack } from '../../contracts/reporter.js'

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export function readPrometheus(text: string): ReadBack {
  const samples = samplesOf(text)
  const named = (name: string) => samples.filter((sample) => sample.name === name)
  return {
    models: named('ctrain_error').map(({ labels }) => labels['model'] ?? ''),
    slices: named('ctrain_slice_weight').map(({ labels }) => labels['slice'] ?? ''),
    scores: named('ctrain_score').map(({ value }) => String(value)),
    errors: null,
  }
}

/**
 * The text format 0.0.4 as the textfile collector takes it, and what `promtool check metrics` finds fault with: every
 * family in one block under its HELP and TYPE, no timestamps, no sample twice, no NaN.
 */
export function samplesOf(text: string): readonly Sample[] {
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end')
  const samples = text.split(/^(?=# HELP )/m).flatMap(familyOf)
  const identities = samples.map(({ name, labels }) => JSON.stringify([name, Object.entries(labels).sort()]))
  if (new Set(identities).size !== samples.length) throw new Error('a sample is there twice')
  const families = [...text.matchAll(/^# HELP (\w+) /gm)].map(([, name]) => name)
  if (new Set(families).size !== families.length) throw new Error('a family has two blocks')
  return samples
}

function familyOf(block: string): readonly Sample[] {
  if (block === '') return []
  const [help = '', type, ...lines] = block.split('\n').slice(0, -1)
  const name = /^# HELP ([a-z][a-z0-9_]*) \S.*$/.exec(help)?.[1]
  if (name === undefined || type !== `# TYPE ${name} gauge`) throw new Error(`no head of a family: ${help}`)
  if (/_(total|count|sum|bucket)$/.test(name)) throw new Error(`${name} is no name of a gauge`)
  if (lines.length === 0) throw new Error(`${name} has no sample`)
  const samples = lines.map(sampleOf)
  const stranger = samples.find((sample) => sample.name !== name)
  if (stranger !== undefined) throw new Error(`${stranger.name} is not in its block`)
  return samples
}

const LABEL = String.raw`[a-z_][a-z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`
const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?`
const SAMPLE = new RegExp(`^([a-z][a-z0-9_]*)\\{(${LABEL}(?:,${LABEL})*)\\} (${NUMBER})$`)

function sampleOf(line: string): Sample {
  const [, name, written, value] = SAMPLE.exec(line) ?? []
  if (name === undefined || written === undefined) throw new Error(`no sample: ${line}`)
  const labels = [...written.matchAll(/([a-z_][a-z0-9_]*)="((?:[^"\\]|\\.)*)"/gs)].map(
    ([, key = '', text = '']) => [key, text.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign))] as const,
  )
  if (new Set(labels.map(([key]) => key)).size !== labels.length) throw new Error(`a label twice: ${line}`)
  return { name, labels: Object.fromEntries(labels), value: Number(value) }
}
