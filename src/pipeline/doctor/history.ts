import { isKnownError, knownError } from '../../core/errors.js'
import type { AwsSettings, World } from '../../core/ports.js'
import { openStore, storeSchemeOf } from '../../stores/index.js'
import { awsSettings } from '../aws-settings.js'
import { historyOf, recordFolder } from '../history-place.js'
import { PROBE } from '../iam/history.js'
import { type Check, type Finding, ok } from './check.js'
import { findingOf, timeToCleanUp } from './look.js'

/** The history takes records, of drift events too, keeps the first of two under one name, and can be listed. */
export const historyCheck: Check = {
  name: 'history',
  targets({ name, model, config }) {
    const history = historyOf(name, config)
    if (history === null) return []
    const kinds = model.retrain === undefined ? (['runs'] as const) : (['runs', 'events'] as const)
    const folders = kinds.map((kind) => recordFolder(history, kind, name))
    return folders.map((folder) => ({
      target: folder,
      look: (world, timeout) => probe(folder, { settings: awsSettings(config), timeout }, world),
    }))
  },
}

interface Access {
  readonly settings: AwsSettings
  /** Milliseconds. */
  readonly timeout: number
}

async function probe(folder: string, access: Access, world: World): Promise<Finding[]> {
  const uri = `${folder}${PROBE}${world.now().toISOString().replaceAll(':', '')}-${world.pid}.json`
  const findings: Finding[] = []
  let isWritten = false
  try {
    const written = () => {
      isWritten = true
    }
    findings.push(...(await writeTwice(uri, access.settings, world, written)))
  } catch (error) {
    findings.push(findingOf(error))
  } finally {
    const left = await removeProbe(uri, access, world)
    if (left !== null && isWritten) {
      findings.push(left)
      // Who interrupts sees no report.
      if (world.signal.aborted) world.log.warn(left.message)
    }
  }
  return findings.length > 0 ? findings : [ok('can be written and read; of two writers, the first wins')]
}

async function writeTwice(uri: string, settings: AwsSettings, world: World, written: () => void): Promise<Finding[]> {
  const store = await openStore(uri, settings, world)
  try {
    await store.create(uri, probeText('first'))
    written()
    const second = await store.create(uri, probeText('second'))
    if (second !== 'exists') throw unconditional(uri)
    if ((await store.find(uri))?.text !== probeText('first')) throw unconditional(uri)
    return await listFolder(() => store.list(`${uri.slice(0, -'.json'.length)}/`))
  } finally {
    await store.close()
  }
}

function probeText(which: 'first' | 'second'): string {
  return `${JSON.stringify({ probe: `${which} of ctrain doctor, removed at once` })}\n`
}

function unconditional(uri: string): Error {
  const header = storeSchemeOf(uri) === 's3' ? ': the server of the endpoint ignores If-None-Match' : ''
  return knownError('config', `of two writers of one name, the second overwrites the first${header}`, {
    hint: 'keep the history in a store with conditional writes; here, of two runs at once, records and the lock of a drift event would be lost',
  })
}

/** Runs do without; who reads the history does not. */
async function listFolder(list: () => Promise<readonly string[]>): Promise<Finding[]> {
  try {
    await list()
    return []
  } catch (error) {
    if (!isKnownError(error) || error.refused === null) throw error
    const message = `can be written, but ctrain history can't list it: ${error.message}`
    return [{ status: 'warn', message, hint: error.hint, refused: error.refused }]
  }
}

/** Also where the run was interrupted, or the answer to the write was lost. Null = nothing is left. */
async function removeProbe(uri: string, { settings, timeout }: Access, world: World): Promise<Finding | null> {
  const own = { ...world, signal: AbortSignal.timeout(timeToCleanUp(world.signal, timeout)) }
  const store = await openStore(uri, settings, own)
  try {
    await store.remove(uri)
    return null
  } catch (error) {
    if (!isKnownError(error)) throw error
    const message = `the probe ${uri} was written and could not be removed: ${error.message}`
    return { status: 'warn', message, hint: `delete it; ${error.hint ?? 'nothing reads it'}`, refused: error.refused }
  } finally {
    await store.close()
  }
}
