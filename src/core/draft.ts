import type { Format } from './format.js'
import type { Roles } from './inspection.js'
import type { SliceDraft } from './slice-draft.js'

/** What a first config says of a model. */
export interface Draft {
  readonly model: string
  readonly sources: readonly string[]
  /** The newest partitions, so many; null = the sources name no day. */
  readonly latest: number | null
  readonly format: Format | null
  readonly roles: Roles & { readonly label: string; readonly prediction: string }
  /** Rows of the data without a prediction that can be scored: null or not finite. */
  readonly rowsWithoutPrediction: number
  /** By name or shorthand, such as `ndcg@10`. */
  readonly metric: string
  /** Other metrics that are usual for the task. */
  readonly alternatives: readonly string[]
  /** Null = all rows are one slice. */
  readonly slices: SliceDraft | null
  /** Further columns that could make slices. */
  readonly sliceable: readonly string[]
  /** A number, or where a document is or will be. */
  readonly production: string | number
  readonly minRows: number
  /** ARN; null = none is known yet. */
  readonly stateMachine: string | null
  readonly region: string | null
  readonly isAnonymous: boolean
  /** Where an editor finds the JSON Schema; null = nowhere yet. */
  readonly schema: string | null
}
