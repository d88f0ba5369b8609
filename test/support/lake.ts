import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

/** Folder of the files by many writers; what is in it stands in fixtures/README.md. */
export const LAKE = fileURLToPath(new URL('../../fixtures/lake/', import.meta.url))

export interface LakeFile {
  /** Relative to LAKE; a folder ends with a slash. */
  readonly path: string
  readonly exercises: string
  readonly columns: readonly string[]
}

const FLAT = ['customer_id', 'label', 'prediction', 'weight', 'segment', 'tenure', 'amount', 'happened_at', 'day']
const ALL = [...FLAT, 'address', 'tags']

/** The files that hold all rows, from the tables of three columns that name columns. */
export function lakeFiles(): LakeFile[] {
  return tableRows('columns').map(([path, exercises, columns]) => ({ path, exercises, columns: readColumns(columns) }))
}

/** Copies of the rows that a file holds, if not one: DuckDB's row groups are of 2,048 rows at least. */
export const COPIES: Readonly<Record<string, number>> = { 'duckdb/row-groups.parquet': 18 }

export interface Unreadable {
  readonly path: string
  /** A word that the error must say. */
  readonly says: string
}

export function unreadableFiles(): Unreadable[] {
  return tableRows('the error says').map(([path, , says]) => ({ path, says }))
}

/** Every file and folder that the README names. */
export function documentedPaths(): string[] {
  return [...README.matchAll(/^\| `([^`]+)` \|/gm)].map(([, path = '']) => path)
}

function readColumns(text: string): string[] {
  if (text === 'all') return ALL
  if (text === 'flat') return FLAT
  return ['label', 'prediction', 'weight', ...[...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)]
}

/** Rows of the tables whose third column has this heading. */
function tableRows(heading: string): [string, string, string][] {
  return README.split('\n\n')
    .filter((block) => block.split('\n')[0]?.endsWith(`| ${heading} |`))
    .flatMap((block) => [...block.matchAll(/^\| `([^`]+)` \| (.+) \| (.+) \|$/gm)])
    .map(([, path = '', exercises = '', last = '']) => [path, exercises, last])
}

const README = readFileSync(new URL('../../fixtures/README.md', import.meta.url), 'utf8')

const number = z.number().nullable()

const Expected = z.object({
  rows: z.record(z.string(), z.number()),
  slices: z.array(
    z.object({
      dataset: z.string(),
      name: z.string(),
      reads: z.string().nullable(),
      where: z.string().nullable(),
      rows: z.number(),
      values: z.object({
        brier_score: z.number(),
        log_loss: z.number(),
        roc_auc: number,
        f1: number,
        amounts: z.number(),
        milliseconds: z.number(),
      }),
      amountRows: z.number(),
      rmse: z.number(),
      mae: z.number(),
    }),
  ),
})

/** What scikit-learn says of a slice of the rows. */
export type ExpectedSlice = z.infer<typeof Expected>['slices'][number]

export const EXPECTED = Expected.parse(JSON.parse(readFileSync(`${LAKE}expected.json`, 'utf8')))

/** The slices of a data set that read nothing but the given columns. */
export function expectedSlices(dataset: string, columns: readonly string[]): ExpectedSlice[] {
  return EXPECTED.slices.filter((slice) => slice.dataset === dataset && (slice.reads === null || columns.includes(slice.reads)))
}
