import type { Argument, Command, Option } from 'commander'

/** What may stand where the cursor is. */
export type Completion = { readonly kind: 'values'; readonly values: readonly Candidate[] } | FilesCompletion

interface FilesCompletion {
  readonly kind: 'files'
  /** What of the word stands before the path, such as `--config=`. */
  readonly before: string
}

/** A whole word, with what it means where that is known. */
export interface Candidate {
  readonly word: string
  readonly about: string
}

/** Names that the program does not know before it looks. `config` = the file that the line names. */
export interface Names {
  models(config: string | null): Promise<readonly string[]>
  metrics(config: string | null): Promise<readonly string[]>
}

/** What the last word may become. `words` = those after the program's name, up to the cursor; the last one may be empty. */
export async function complete(program: Command, words: readonly string[], names: Names): Promise<Completion> {
  const word = words.at(-1) ?? ''
  const place = walk(program, words.slice(0, -1))
  const [option, value] = attached(word, place)
  if (option !== null) return await valuesOf(option, word.slice(0, word.length - value.length), value, place, names)
  if (place.pending !== null) return await valuesOf(place.pending, '', word, place, names)
  if (word.startsWith('-') && !place.isLiteral) return ofValues(word, optionsOf(place))
  const { command, positionals } = place
  const subcommands = positionals === 0 ? command.createHelp().visibleCommands(command) : []
  const argument = argumentAt(command, positionals)
  if (argument !== null) return await valuesOf(argument, '', word, place, names)
  // What can only go on with an option is offered those.
  if (subcommands.length === 0 && word === '' && !place.isLiteral) return ofValues('', optionsOf(place))
  return ofValues(
    word,
    subcommands.map((each) => ({ word: each.name(), about: each.summary() || each.description() })),
  )
}

/** Where on a command line one is. */
interface Place {
  readonly command: Command
  /** Words of the command that belong to no option. */
  readonly positionals: number
  /** The option whose value comes next. */
  readonly pending: Option | null
  /** After `--`, nothing is an option. */
  readonly isLiteral: boolean
  readonly config: string | null
}

function walk(program: Command, words: readonly string[]): Place {
  let place: Place = { command: program, positionals: 0, pending: null, isLiteral: false, config: null }
  for (const word of words) place = step(place, word)
  return place
}

function step(place: Place, word: string): Place {
  const { command, pending, positionals } = place
  if (pending !== null) return { ...withValue(place, pending, word), pending: null }
  if (place.isLiteral) return { ...place, positionals: positionals + 1 }
  if (word === '--') return { ...place, isLiteral: true }
  if (word.startsWith('-') && word !== '-') return afterOption(place, word)
  const subcommands = positionals === 0 ? command.commands : []
  if (subcommands.length > 0 && word === 'help') return place
  const child = subcommands.find((each) => each.name() === word)
  return child === undefined ? { ...place, positionals: positionals + 1 } : { ...place, command: child }
}

function afterOption(place: Place, word: string): Place {
  const [option, value] = attached(word, place)
  if (option !== null) return withValue(place, option, value)
  return { ...place, pending: knownOptions(place).find((each) => takesValue(each) && isNamed(each, word)) ?? null }
}

function withValue(place: Place, { long }: Option, value: string): Place {
  return long === '--config' ? { ...place, config: value } : place
}

/** An option whose value stands in the same word, as in `--model=churn` or `-mchurn`, and that value. */
function attached(word: string, place: Place): [Option | null, string] {
  const [, name = '', value = ''] = /^(--[^=]+)=(.*)$/s.exec(word) ?? /^(-[^-])(.+)$/s.exec(word) ?? []
  const found = place.isLiteral || place.pending !== null ? undefined : knownOptions(place).find((each) => isNamed(each, name))
  return found !== undefined && takesValue(found) ? [found, value] : [null, '']
}

/** Those of the command, and of what it is a command of. */
function knownOptions({ command }: Pick<Place, 'command'>): Option[] {
  const help = command.createHelp()
  help.showGlobalOptions = true
  return [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)]
}

function isNamed({ long, short }: Option, name: string): boolean {
  return name !== '' && (name === long || name === short)
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional
}

function optionsOf(place: Place): Candidate[] {
  const known = knownOptions(place).map(({ long, short, description }) => ({ word: long ?? short ?? '', about: description }))
  return known.filter(({ word }, index) => known.findIndex((other) => other.word === word) === index)
}

function argumentAt({ registeredArguments }: Command, index: number): Argument | null {
  const last = registeredArguments.at(-1)
  return registeredArguments[index] ?? (last?.variadic === true ? last : null)
}

/** `before` = what of the word stands before the value. */
async function valuesOf(slot: Option | Argument, before: string, value: string, place: Place, names: Names): Promise<Completion> {
  const what = placeholderOf(slot)
  const [, first = '', second = ''] = /^(.+)=(.+)$/.exec(what) ?? []
  if (second === '') return completion(await wordsFor(slot, what, place, names), before, value)
  // Of `<format=file>`, the first half has the choices of --format.
  const choices = knownOptions(place).find(({ long }) => long === `--${first}`)?.argChoices ?? []
  const half = value.indexOf('=') + 1
  if (half > 0) return completion(PATHS.test(second) ? null : [], before + value.slice(0, half), value.slice(half))
  return completion(
    choices.map((choice) => `${choice}=`),
    before,
    value,
  )
}

/** `words` = null: paths. */
function completion(words: readonly string[] | null, before: string, value: string): Completion {
  if (words === null) return { kind: 'files', before }
  return ofValues(
    before + value,
    words.map((each) => ({ word: before + each, about: '' })),
  )
}

/** Null = a path. */
async function wordsFor(
  slot: Option | Argument,
  what: string,
  { config }: Place,
  names: Names,
): Promise<readonly string[] | null> {
  if (slot.argChoices !== undefined) return slot.argChoices
  if (what === 'metric') return await names.metrics(config)
  if ('long' in slot && slot.long === '--model') return await names.models(config)
  return PATHS.test(what) ? null : []
}

const PATHS = /\b(file|folder|path|source)s?\b/i

/** What the help calls a value: `file` of `--config <file>`. */
function placeholderOf(slot: Option | Argument): string {
  if (!('flags' in slot)) return slot.name()
  return /[<[]([^>\]]*)/.exec(slot.flags)?.[1] ?? ''
}

function ofValues(begun: string, candidates: readonly Candidate[]): Completion {
  return { kind: 'values', values: candidates.filter(({ word }) => word.startsWith(begun)) }
}
