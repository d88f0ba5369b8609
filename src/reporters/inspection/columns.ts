import { type ColumnProfile, FEW_VALUES } from '../../core/inspection.js'
import { GAP, padded } from '../columns.js'
import { formatCount, formatShare } from '../numbers.js'
import { type Canvas, clipped, shown } from './canvas.js'

/** A line per column: type, nulls, distinct values, and its values or their range. */
export function columnLines(columns: readonly ColumnProfile[], rowsScanned: number, canvas: Canvas): string[] {
  const name = Math.max(10, Math.floor(canvas.width * 0.27))
  const type = Math.max(7, Math.floor(canvas.width * 0.15))
  const facts = columns.map((column) => [
    clipped(column.name, name, canvas),
    clipped(column.type, type, canvas),
    nulls(column),
    distinct(column, canvas),
  ])
  const [head = [], ...lines] = padded([['column', 'type', 'nulls', 'distinct'], ...facts], [2, 3])
  const left = canvas.width - [...head, ''].join(GAP).length
  const values = columns.map((column) => valuesOf(column, rowsScanned, left, canvas))
  return [[...head, 'values'], ...lines.map((cells, index) => [...cells, values[index] ?? ''])].map((cells) =>
    cells.join(GAP).trimEnd(),
  )
}

function nulls({ nulls: count, rows }: ColumnProfile): string {
  return count === null || rows === 0 ? '' : formatShare(count / rows)
}

function distinct({ distinct: count, distinctIsExact }: ColumnProfile, { isAscii }: Canvas): string {
  if (count === null) return ''
  return distinctIsExact ? formatCount(count) : `${isAscii ? '~' : '≈'}${formatCount(count)}`
}

function valuesOf(column: ColumnProfile, rowsScanned: number, width: number, canvas: Canvas): string {
  const { kind, values, min, max, notFinite, statistics } = column
  if (kind === 'nested') return shown('—', canvas)
  if (statistics === null) return 'not scanned'
  const odd = (notFinite ?? 0) === 0 ? '' : `, ${formatCount(notFinite ?? 0)} not finite`
  const given = (values ?? []).filter(({ value }) => value !== null)
  if (given.length > 0 && (kind !== 'number' || given.length <= FEW_NUMBERS)) {
    const shares = given.map(({ value, rows }) => `${clipped(value ?? '', 24, canvas)} ${percent(rows / rowsScanned)}`)
    return listed(shares, width - odd.length, canvas) + odd
  }
  if (min === null || max === null) return `${shown('—', canvas)}${odd}`
  const between = shown(' … ', canvas)
  const each = Math.floor((width - odd.length - between.length) / 2)
  return [min, max].map((end) => clipped(typeof end === 'number' ? number(end) : end, each, canvas)).join(between) + odd
}

/** Of numbers, a range says more than a longer list. */
const FEW_NUMBERS = FEW_VALUES / 2

/** As many texts as there is room for, one at least. */
function listed([first = '', ...more]: readonly string[], width: number, canvas: Canvas): string {
  const end = shown(', …', canvas)
  let line = clipped(first, width, canvas)
  for (const [index, text] of more.entries()) {
    const needed = line.length + 2 + text.length + (index === more.length - 1 ? 0 : end.length)
    if (needed > width) return line + end
    line += `, ${text}`
  }
  return line
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(Math.abs(value) < 1 ? 4 : 6)))
}

function percent(share: number): string {
  const rounded = Math.round(share * 100)
  return rounded === 0 && share > 0 ? '<1 %' : `${rounded} %`
}
