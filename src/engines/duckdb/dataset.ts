import type { FetchedFile } from '../../core/data-source.js'
import { partitionColumns } from '../../core/partition-columns.js'
import type { Column, EngineInput } from '../../core/ports.js'
import { typeOf } from '../sql/columns.js'
import { createAgreement } from './agreement.js'
import type { Connection } from './connection.js'
import { type FileTable, openFiles, restricted } from './file-table.js'
import { checkFilterType, findFailingFilter, readFilter } from './filter.js'
import { type Joined, joinPredictions } from './join.js'
import { folderConditions, refuseOtherSense } from './prune.js'
import { timeColumns, timeConditions } from './time-window.js'

/** The rows of a dataset as one relation: those of the files, with the predictions where they are kept apart. */
export interface Dataset {
  readonly columns: readonly Column[]
  /** SQL of the relation. */
  readonly relation: string
  /** SQL of a relation with these rows and perhaps others: what holds for all of them holds here, and metadata may tell it. */
  readonly superset: string
  /** The files of the rows; their columns are what `columns` begins with. */
  readonly table: FileTable
  readonly joined: Joined | null
  /** Whether all rows of the source may be here: false where a time, or a filter on folders, may have left files out. */
  readonly isWhole: boolean
  /** Columns that the relation itself reads: those of the filter, the time and the keys of predictions. */
  readonly reads: readonly string[]
  /** Refuses files that contradict each other in these columns; those that the relation itself reads are checked. */
  checkFiles(columns: readonly string[]): Promise<void>
  /** Refuses a filter that fails on some row. */
  checkFilter(): Promise<void>
}

/** What SQL over a dataset is made of. */
export type Relation = Pick<Dataset, 'columns' | 'relation'>

export async function openDataset(input: EngineInput, connection: Connection): Promise<Dataset> {
  const { filter = null, predictions } = input
  const folders = input.partitionColumns ?? partitionColumns(filesOf(input))
  const agreement = createAgreement(input.files, connection)
  const predicted = createAgreement(predictions?.files ?? [], connection)
  const checkFiles = async (names: readonly string[]) => {
    await agreement.check(names)
    await predicted.check(names)
  }
  const reads = [...timeColumns(input), ...(predictions?.on ?? [])]
  await checkFiles(reads)
  const table = await openFiles(input.files, folders, agreement, connection)
  const inTime = await timeConditions(input, table.columns, connection)
  const scores = predictions && (await openFiles(predictions.files, folders, predicted, connection))
  const joined = scores && (await joinPredictions({ table, where: inTime }, predictions, scores, connection))
  const { columns, relation: all } = joined ?? { columns: table.columns, relation: table.relation({ where: inTime }) }
  const filters = filter === null ? [] : [filter]
  for (const each of filters) {
    const filtered = await readFilter(each, columns, connection)
    await checkFiles(filtered)
    await checkFilterType(each, all, connection)
    reads.push(...filtered)
  }
  const conditions = await folderConditions({ filter: filter?.text ?? null, columns: folders }, connection)
  const choosing = [...conditions.flatMap((each) => each.columns), ...(input.time ? [input.time.column] : [])]
  refuseOtherSense(choosing, table.columns, folders)
  const where = filters.map(({ text }) => text)
  return {
    columns,
    relation: joined ? restricted(all, where) : table.relation({ where: [...inTime, ...where] }),
    superset: joined?.relation ?? table.relation(),
    table,
    joined,
    isWhole: inTime.length === 0 && conditions.length === 0,
    reads,
    checkFiles,
    async checkFilter() {
      for (const each of filters) await findFailingFilter(each, all, connection)
    },
  }
}

/** Files of the dataset and of predictions that are kept apart. */
export function filesOf({ files, predictions }: EngineInput): FetchedFile[] {
  return [...files, ...(predictions?.files ?? [])]
}

/** The engine's name for a column's type; undefined if there is no such column. */
export function columnType(dataset: Pick<Dataset, 'columns'>, name: string): string | undefined {
  return typeOf(name, dataset.columns)
}
