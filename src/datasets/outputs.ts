import type { SourceFile } from '../core/data-source.js'
import { knownError } from '../core/errors.js'
import { parseSource } from './pattern.js'

/** A source of files, as the config names it. */
export interface NamedSource {
  readonly files: readonly SourceFile[]
  readonly sources: readonly string[]
  /** Where it stands in the config, for messages. */
  readonly key: string
}

/**
 * The output of a batch transform for each of its inputs, as indexes: that of `X` is called `X.out`, on the same
 * day. Of several such, the one at the same place below the fixed part of its source counts. Every file must
 * have exactly one counterpart.
 */
export function matchOutputs(inputs: NamedSource, outputs: NamedSource, directory: string): number[] {
  const strangers = outputs.files.filter(({ uri }) => !uri.endsWith(ENDING))
  if (strangers.length > 0) {
    throw mismatch(strangers, outputs, `${strangers.length === 1 ? 'is' : 'are'} no output of a transform (X${ENDING})`, {
      hint: `name the outputs alone: ${outputs.key} may end with *${ENDING}`,
    })
  }
  const [placeOfInput, placeOfOutput] = [placesIn(inputs, directory), placesIn(outputs, directory)]
  const named = new Map<string, number[]>()
  for (const [index, { uri }] of outputs.files.entries()) {
    const name = nameOf(uri)
    named.set(name, [...(named.get(name) ?? []), index])
  }
  const candidates = inputs.files.map((input) => {
    const found = (named.get(nameOf(input.uri) + ENDING) ?? []).filter((index) => isSameDay(input, outputs.files[index]))
    const same = found.filter((index) => placeOfOutput(outputs.files[index]?.uri ?? '') === placeOfInput(input.uri) + ENDING)
    return same.length > 0 ? same : found
  })
  refuseUnpaired(candidates, inputs, outputs)
  return candidates.flatMap(([index]) => index ?? [])
}

const ENDING = '.out'

function refuseUnpaired(candidates: readonly (readonly number[])[], inputs: NamedSource, outputs: NamedSource): void {
  const rerun = { hint: 'did the transform finish, for these very files? Each file X must have one output X.out' }
  const places = { hint: 'put the outputs into the same folders, below their source, as the inputs below theirs' }
  const without = inputs.files.filter((_, index) => candidates[index]?.length === 0)
  if (without.length > 0) throw mismatch(without, inputs, `${has(without)} no output (X${ENDING}) in ${outputs.key}`, rerun)
  const several = inputs.files.filter((_, index) => (candidates[index]?.length ?? 0) > 1)
  if (several.length > 0) throw mismatch(several, inputs, `${has(several)} several outputs in ${outputs.key}`, places)
  const uses = new Map<number, number>()
  for (const [index] of candidates) if (index !== undefined) uses.set(index, (uses.get(index) ?? 0) + 1)
  const shared = outputs.files.filter((_, index) => (uses.get(index) ?? 0) > 1)
  if (shared.length > 0) throw mismatch(shared, outputs, `${has(shared)} several inputs in ${inputs.key}`, places)
  const unused = outputs.files.filter((_, index) => !uses.has(index))
  if (unused.length > 0) throw mismatch(unused, outputs, `${has(unused)} no input in ${inputs.key}`, rerun)
}

function mismatch(
  files: readonly SourceFile[],
  { key, files: all }: NamedSource,
  what: string,
  details: { hint: string },
): Error {
  const count = `${files.length} of ${all.length} ${all.length === 1 ? 'file' : 'files'}`
  return knownError('data', `${count} of ${key} ${what}, e.g. ${files[0]?.uri}`, details)
}

function has(files: readonly SourceFile[]): string {
  return files.length === 1 ? 'has' : 'have'
}

function isSameDay(input: SourceFile, output: SourceFile | undefined): boolean {
  return input.day === undefined || output?.day === undefined || input.day === output.day
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1)
}

/** The path of a file below the fixed part of its source. */
function placesIn({ sources }: NamedSource, directory: string): (uri: string) => string {
  const roots = sources.map((source) => parseSource(source, directory).root)
  return (uri) => {
    const own = roots.filter((root) => uri.startsWith(root)).sort((a, b) => b.length - a.length)
    return uri.slice(own[0]?.length ?? 0).replace(/^\/+/, '')
  }
}
