import type { FetchedFile, FilePlan, Needs, SourceFile } from '../../core/data-source.js'
import { type Format, readAs } from '../../core/format.js'
import type { World } from '../../core/ports.js'
import { SILENT } from '../../core/progress.js'
import { CONCURRENCY } from '../../datasets/index.js'
import { type Part, type PullLimits, planParts, pullParts, type Telling } from '../../datasets/pull.js'
import type { Sources } from '../sources.js'

/** Files of which some bytes are read. */
export interface Wanted {
  readonly files: readonly SourceFile[]
  /** Of Parquet; all of any other file. */
  readonly columns: readonly string[]
}

/** The last of the files, as many as can be read for so many bytes; those of text count whole, wherever they are. */
export async function affordable(
  { files, columns }: Wanted,
  format: Format | null,
  maxBytes: number,
  { open }: Sources,
  world: World,
): Promise<FilePlan[]> {
  const [planned] = await planParts([partOf(files, columns, format)], open, LIMITS, telling(world))
  const plans = [...(planned?.plans ?? [])]
  let left = maxBytes
  const start = plans.findLastIndex((plan) => {
    left -= isParquet(plan.file, format) ? plan.bytesToFetch : plan.file.bytes
    return left < 0
  })
  return plans.slice(start + 1)
}

export async function fetchAll(
  { files, columns }: Wanted,
  format: Format | null,
  { open }: Sources,
  world: World,
): Promise<readonly FetchedFile[]> {
  if (files.length === 0) return []
  const [pulled] = await pullParts([partOf(files, columns, format)], open, LIMITS, telling(world))
  return pulled?.files ?? []
}

export function isParquet({ uri }: SourceFile, format: Format | null): boolean {
  return readAs(uri, { format, columnNames: null }) === 'parquet'
}

/** Of plans whose bytes are no footers only. */
export function isWhole(plans: readonly FilePlan[]): boolean {
  return plans.every(({ how }) => how !== 'columns')
}

const LIMITS: PullLimits = { concurrency: CONCURRENCY, maxBytes: null }

function partOf(files: readonly SourceFile[], columns: readonly string[], format: Format | null): Part {
  const needs = (file: SourceFile): Needs => ({ columns: isParquet(file, format) ? columns : null, time: null })
  return { resolve: async () => ({ files, partitionColumns: [], dates: [], missingDates: [] }), needs }
}

/** What is listed and planned here is a part of the plan; people are told of what is fetched. */
function telling({ log, progress }: World): Telling {
  return {
    log,
    progress: { ...SILENT, begin: (doing, extent) => (doing === 'fetching' ? progress : SILENT).begin(doing, extent) },
  }
}
