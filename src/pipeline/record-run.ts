import { createHash } from 'node:crypto'
import type { Config } from '../config/load.js'
import { interrupted, knownError } from '../core/errors.js'
import type { Evaluation } from '../core/evaluation.js'
import { hostAlone } from '../core/host.js'
import { shortened } from '../core/matter-most.js'
import type { World } from '../core/ports.js'
import { recordText } from '../core/record-text.js'
import type { RecordedCommand, RunRecord } from '../core/records.js'
import { secretsOf } from '../core/redact.js'
import { openStore } from '../stores/index.js'
import { awsSettings } from './aws-settings.js'
import { configHash } from './config-hash.js'
import { historyOf, recordFolder } from './history-place.js'
import { type LostRecord, lostRecord } from './outcome.js'

interface Run {
  readonly name: string
  readonly config: Config
  readonly command: RecordedCommand
}

/** Writes a run into the history of its model, where it has one. What the store does not take is handed back. */
export async function recordRun(evaluation: Evaluation, run: Run, world: World): Promise<readonly LostRecord[]> {
  const history = historyOf(run.name, run.config)
  if (history === null) return []
  const count = runs++
  const recordedAt = world.now().toISOString()
  const documentOf = (attempt: number): Draft => {
    const id = recordId(recordedAt, [run.name, world.pid, world.host, count, attempt, evaluation])
    const record = runRecord(id, recordedAt, evaluation, run, world)
    return { uri: `${recordFolder(history, 'runs', run.name)}${id}.json`, line: recordText(record, secretsOf(world.env)) }
  }
  let draft = documentOf(0)
  try {
    const store = await openStore(history, awsSettings(run.config), world)
    try {
      for (let attempt = 1; (await store.create(draft.uri, `${draft.line}\n`)) === 'exists'; attempt++) {
        if (attempt === MOST_ATTEMPTS) throw taken(draft.uri)
        draft = documentOf(attempt)
      }
    } finally {
      await store.close()
    }
    return []
  } catch (cause) {
    // Of an interruption, too: what the record tells of was done.
    return [lostRecord(done(evaluation), draft.uri, draft.line, world.signal.aborted ? interrupted() : cause)]
  }
}

interface Draft {
  readonly uri: string
  readonly line: string
}

/** Tells runs of one process apart that are alike in all else. */
let runs = 0

/** Of ids that each belong to another record already; a store that says so of all of them is wrong. */
const MOST_ATTEMPTS = 5

/** Sorts by time: `20261115T060000.000Z-1f0c9a3e`. */
function recordId(recordedAt: string, parts: readonly unknown[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  return `${recordedAt.replaceAll(/[-:]/g, '')}-${digest.slice(0, 8)}`
}

function runRecord(id: string, recordedAt: string, evaluation: Evaluation, run: Run, world: World): RunRecord {
  const { name, config, command } = run
  return {
    schemaVersion: 1,
    id,
    recordedAt,
    command,
    who: world.user,
    where: hostAlone(world.host),
    version: world.version,
    configHash: configHash(name, config),
    ...evaluation,
    explanation: evaluation.explanation && shortened(evaluation.explanation, MOST_EXPLAINED),
  }
}

/** Slices whose part of the drop is recorded: the values of all are, and the parts of very many would fill the record. */
const MOST_EXPLAINED = 20

function done({ error, retrain }: Evaluation): string {
  if (retrain?.status === 'started') return 'the training was started'
  // A decision that could not be recorded was carried out.
  return error === null || retrain !== null ? 'the run was carried out' : 'the run failed'
}

function taken(uri: string): Error {
  return knownError('aws', `${uri} is another record, and so are those of other names`, {
    hint: 'check that what answers is the store',
  })
}
