import type { BaselineDocument } from '../../core/baseline.js'
import { compareRevisions } from '../../core/baseline-diff.js'
import type { BaselineChange } from '../../core/baseline-report.js'
import type { StoredDocument } from '../../core/documents.js'
import type { World } from '../../core/ports.js'
import { printBaseline } from '../../stores/baseline-document.js'
import type { BaselinePlace } from './place.js'
import { currentOf, viewOf } from './revisions.js'
import { writeBaseline } from './write.js'

export interface ChangeOptions {
  /** Why the score is stored; null = nothing is said. */
  readonly note: string | null
  /** Writes nothing. */
  readonly dryRun: boolean
}

interface Wanted {
  readonly action: BaselineChange['action']
  readonly name: string
  /** What was read before anything was decided. */
  readonly former: StoredDocument | null
  /** A document, or a text as it is; null = refused. */
  readonly document: BaselineDocument | { readonly text: string } | null
  readonly reasons: readonly string[]
}

/** Stores what is wanted, or says what would be stored. */
export async function change(
  { action, name, former, document, reasons }: Wanted,
  { dryRun }: ChangeOptions,
  place: BaselinePlace,
  world: World,
): Promise<BaselineChange> {
  const before = former === null ? null : currentOf(former, place).view
  const told = { action, model: name, source: place.source, former: before, reasons }
  if (document === null) return { ...told, status: 'refused', baseline: null, ...compareRevisions(before, null) }
  const text = 'text' in document ? document.text : printBaseline(document)
  const baseline = dryRun ? viewOf(text, place.uri, place) : await writeBaseline(text, former, place, world)
  return { ...told, status: dryRun ? 'dry_run' : 'stored', baseline, ...compareRevisions(before, baseline) }
}
