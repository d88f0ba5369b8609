import type { Doing, Extent, PhaseResult } from '../core/progress.js'
import { formatBytes, formatCount, formatDuration, formatShare, printable } from '../reporters/numbers.js'

/** The line of a phase that has ended; `ms` = how long it took. */
export function phaseLine(model: string | null, result: PhaseResult, ms: number): string {
  return `${prefix(model)}${describe(result, ms)}`
}

function describe(result: PhaseResult, ms: number): string {
  const time = formatDuration(ms)
  switch (result.did) {
    case 'listed':
      return `listed ${formatCount(result.files)} ${result.files === 1 ? 'file' : 'files'}, ${formatBytes(result.bytes)}, in ${time}`
    case 'planned': {
      const { bytes, bytesToFetch, rowGroups } = result
      const share = bytes === 0 ? '' : ` (${formatShare(bytesToFetch / bytes)})`
      const groups = rowGroups === null ? '' : `, ${formatCount(rowGroups.read)} of ${formatCount(rowGroups.all)} row groups`
      return `planned ${formatBytes(bytesToFetch)} of ${formatBytes(bytes)}${share}${groups}, in ${time}`
    }
    case 'fetched': {
      if (result.bytes === 0) return 'fetched nothing: all of it was here'
      const rate = ms === 0 ? '' : ` (${formatBytes(Math.round((result.bytes * 1000) / ms))}/s)`
      return `fetched ${formatBytes(result.bytes)} in ${time}${rate}`
    }
    case 'converted':
      return `converted ${formatCount(result.files)} ${result.files === 1 ? 'file' : 'files'} in ${time}`
    case 'scanned':
      return `scanned ${formatCount(result.rows)} ${result.rows === 1 ? 'row' : 'rows'} in ${time}`
  }
}

/** What a running phase shows of itself. */
export interface Snapshot {
  readonly model: string | null
  readonly doing: Doing
  /** Milliseconds since it began. */
  readonly elapsed: number
  /** Null where it is not known how much there is to do. */
  readonly part: {
    readonly unit: Extent['unit']
    readonly done: number
    readonly total: number
    readonly perSecond: number
  } | null
}

/** One line of at most `columns` characters that shows a running phase; the narrower, the less it says. */
export function statusLine({ model, doing, elapsed, part }: Snapshot, columns: number): string {
  // A name that may be wider than it has characters is left out: a line that wraps can't be redrawn.
  const name = /^[\u0020-\u04ff]*$/.test(model ?? '') ? prefix(model) : ''
  if (part === null)
    return firstThatFits(
      [`${name}${doing} … ${formatDuration(elapsed)}`, `${doing} … ${formatDuration(elapsed)}`, doing],
      columns,
    )
  const { unit, total } = part
  const done = Math.min(part.done, total)
  const share = done / total
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`
  const written = unit === 'bytes' ? formatBytes : formatCount
  const [come, all] = [written(done), written(total)]
  const sizes = unit === 'bytes' ? `${come} of ${all}` : `${come} of ${all} rows`
  const rate = `${written(Math.round(part.perSecond))}/s`
  const left = `${formatClock((total - done) / part.perSecond)} left`
  // Of one width, so that the bar does not tremble.
  const width = sizes.length - come.length + (unit === 'bytes' ? 8 : all.length)
  const full = `${percent}  ${sizes.padStart(width)}  ${rate.padStart(10)}  ${left.padStart(10)}`
  const room = columns - name.length - full.length - '[] '.length
  if (room >= 10) return `${name}${bar(share, Math.min(room, 40))} ${full}`
  const shorter = [`${percent}  ${sizes}  ${left}`, `${percent}  ${rate}  ${left}`, `${percent}  ${left}`, percent]
  return firstThatFits([`${name}${percent}  ${sizes}  ${rate}  ${left}`, `${name}${shorter[0]}`, ...shorter], columns)
}

function prefix(model: string | null): string {
  return model === null ? '' : `${printable(model)}: `
}

/** The first of some texts that has at most `columns` characters; none of them: an empty one. */
export function firstThatFits(candidates: readonly string[], columns: number): string {
  return candidates.find((text) => text.length <= columns) ?? ''
}

/** ASCII, which every terminal has. */
function bar(share: number, width: number): string {
  const full = Math.floor(share * width)
  const head = full < width ? '>' : ''
  return `[${'='.repeat(full)}${head}${' '.repeat(width - full - head.length)}]`
}

/** `0:07`, `12:05`, `1:02:09`; nobody waits for longer than a few days. */
function formatClock(seconds: number): string {
  if (!(seconds < 360_000)) return '-:--'
  const whole = Math.ceil(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
