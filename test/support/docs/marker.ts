/** What a run shows: its report, its messages, what a webhook got, or the objects that are in S3 after it. */
export type Shown = 'output' | 'stderr' | 'posted' | 'objects'

/** The comment before a block that says how its text is produced. */
export interface Marker {
  readonly shown: Shown
  /** The block shows some keys of the JSON; `…` stands for the others. */
  readonly isPart: boolean
  /** Null = the root of the repository. */
  readonly world: string | null
  readonly exit: number
  /** Run one after the other; the last one is shown. */
  readonly commands: readonly (readonly string[])[]
  readonly filters: readonly (readonly string[])[]
}

const MARKER = /^(part of )?(output|stderr|posted|objects)(?: in ([\w ]+?))?(?: \(exit (\d+)\))?: (.+)$/

/** Reads `output in WORLD (exit 3): ARGS && ARGS | grep PATTERN`; null where a comment is another one. */
export function parseMarker(comment: string): Marker | null {
  const [, part, kind, world = null, exit = '0', line = ''] = MARKER.exec(comment) ?? []
  const shown = SHOWN.find((each) => each === kind)
  if (shown === undefined) return null
  const [commands = '', ...filters] = line.split(' | ')
  return {
    shown,
    isPart: part !== undefined,
    world,
    exit: Number(exit),
    commands: commands.split(' && ').map(words),
    filters: filters.map(words),
  }
}

const SHOWN: readonly Shown[] = ['output', 'stderr', 'posted', 'objects']

function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, double, single, plain]) => double ?? single ?? plain ?? '')
}
