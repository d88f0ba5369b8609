import type { Column } from './ports.js'

/** What a look into data has found. Every key is always there; null = unknown. */
export interface Inspection {
  readonly sources: readonly string[]
  /** A source that names the days which the paths have; null = they have none, or the source names them itself. */
  readonly template: string | null
  readonly partitions: Partitions
  readonly files: InspectedFiles
  /** Of the files that were looked into. */
  readonly rows: number
  /** The newest rows, which values, their numbers and the histogram are of. */
  readonly rowsScanned: number
  readonly columns: readonly ColumnProfile[]
  /** Columns by the role that their names and values suggest, or that was given. */
  readonly roles: Roles
  readonly histogram: Histogram | null
  /** In what files contradict each other, as sentences. */
  readonly contradictions: readonly string[]
}

/** The files of the sources; sizes are in bytes. */
export interface InspectedFiles {
  readonly found: number
  readonly bytes: number
  /** Of how many the schema and the number of rows were read: the newest. */
  readonly read: number
  readonly bytesFetched: number
  /** How they are written, e.g. `parquet`. */
  readonly formats: readonly string[]
}

/** What paths tell of the rows. */
export interface Partitions {
  /** Days that have files, `YYYY-MM-DD`; from, to and days are null and 0 where paths name no day. */
  readonly from: string | null
  readonly to: string | null
  readonly days: number
  /** Days between the first and the last without files. */
  readonly missingDates: readonly string[]
  /** Columns that folders `key=value` make. */
  readonly folders: readonly { readonly name: string; readonly values: number }[]
}

/** What values of a column can be taken for. */
export type ColumnKind = 'number' | 'text' | 'boolean' | 'time' | 'nested' | 'other'

/** What the rows, or the files' own statistics, say of a column. */
export interface ColumnProfile extends Column {
  readonly kind: ColumnKind
  /** `footer` = nulls and range are of all rows, as the files' own statistics tell; `scan` = of the scanned rows. Null = not profiled. */
  readonly statistics: 'footer' | 'scan' | null
  /** Of which nulls and range speak. */
  readonly rows: number
  readonly nulls: number | null
  /** Numbers that are NaN or infinite, of the scanned rows. */
  readonly notFinite: number | null
  /** Of the scanned rows; null = they were not scanned. */
  readonly distinct: number | null
  readonly distinctIsExact: boolean
  /** Of what is finite. A text where a JSON number would not hold it. */
  readonly min: number | string | null
  readonly max: number | string | null
  /** All values with their scanned rows, most frequent first, where they are few; else null. */
  readonly values: readonly ValueCount[] | null
}

/** A value, and how many of the scanned rows have it; null = no value. */
export interface ValueCount {
  readonly value: string | null
  readonly rows: number
}

/** Columns by their role; null = none is likely. */
export interface Roles {
  readonly label: string | null
  readonly prediction: string | null
  readonly weight: string | null
  readonly group: string | null
  readonly id: string | null
  readonly timestamp: string | null
}

/** How predictions lie, for each group of labels. */
export interface Histogram {
  readonly label: string
  readonly prediction: string
  readonly groups: readonly { readonly label: string; readonly rows: number }[]
  readonly bins: readonly HistogramBin[]
  readonly rowsWithoutLabel: number
  /** Of the rows with a label: those whose prediction is null or not finite. */
  readonly rowsWithoutPrediction: number
}

/** One value, or range, of predictions. */
export interface HistogramBin {
  /** What the bin holds, for people. */
  readonly name: string
  /** From `from` up to, not including, `to`; null = no such bound, or predictions are no numbers. */
  readonly from: number | null
  readonly to: number | null
  /** Per group. */
  readonly rows: readonly number[]
}

/** Values that are at most so many are told one by one. */
export const FEW_VALUES = 12

/** What the values of a type of the engine can be taken for. */
export function kindOfType(type: string): ColumnKind {
  return KINDS.find(([, types]) => types.test(type))?.[0] ?? 'other'
}

const KINDS: readonly (readonly [ColumnKind, RegExp])[] = [
  ['nested', /\[\d*\]$|^(STRUCT|MAP|UNION|LIST|VARIANT)\b/],
  ['number', /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/],
  ['text', /^(VARCHAR|ENUM.*|UUID)$/],
  ['boolean', /^BOOLEAN$/],
  ['time', /^(TIMESTAMP.*|DATE)$/],
]

/** Whether a column holds two values that a binary metric takes for 0 and 1. */
export function isFlag({ kind, distinct, min, max }: ColumnProfile): boolean {
  if (distinct !== 2) return false
  return kind === 'boolean' || (kind === 'number' && Number(min) === 0 && Number(max) === 1)
}

/** Whether values are within 0 and 1 and more than flags. */
export function isUnitRange({ kind, distinct, min, max }: ColumnProfile): boolean {
  return kind === 'number' && (distinct ?? 0) > 2 && Number(min) >= 0 && Number(max) <= 1
}
