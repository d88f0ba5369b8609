import { rm } from 'node:fs/promises'
import type { ByteRange, SourceFile } from '../../core/data-source.js'
import { isKnownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { createDraft, type Draft, resumeDraft, type Sink } from './draft.js'
import type { Entry } from './entry.js'
import { explain, isFull, requireSpace, type Writing } from './failures.js'
import type { Part } from './parts-file.js'
import { objectDigest } from './place.js'
import type { FilledFile, Published } from './published.js'
import { covers, lengthOf, without } from './ranges.js'
import { openData } from './reader.js'
import type { Run } from './run.js'

/** Fetches ranges of an object. All its writes have ended when it is settled. */
export type Fetch = (missing: readonly ByteRange[], sink: Sink) => Promise<void>

export interface Filling {
  readonly directory: string
  readonly run: Run
  readonly published: Published
  readonly world: World
}

/** Makes ranges of an object readable here: from an entry that has them, or from all that is here and what `fetch` adds. */
export async function fill(file: SourceFile, wanted: readonly ByteRange[], fetch: Fetch, filling: Filling): Promise<FilledFile> {
  const { published } = filling
  for (const entry of await published.find(file)) {
    const used = covers(entry.parts, wanted) ? await published.use(entry, wanted) : null
    if (used !== null) return used
  }
  const [leftover, ...others] = filling.run.takeLeftovers(objectDigest(file))
  const draft = await startDraft(leftover, file, filling)
  let needed = 0
  try {
    for (const entry of [...others, ...(await published.find(file))]) await absorb(entry, draft, published)
    const missing = without(wanted, draft.parts)
    needed = lengthOf(missing)
    if (needed > 0) await fetchInto(draft, missing, fetch, { directory: filling.directory, file, needed })
    await draft.close()
    return await published.add(draft, wanted)
  } catch (error) {
    await giveUp(draft, error, filling)
    // On a full disk, what is free is told as it is now, without the draft.
    const cause = isKnownError(error) && isFull(error) ? error.cause : error
    throw await explain(cause, { directory: filling.directory, file, needed })
  }
}

/** Adds an entry of one range, beside those that there are. */
export async function keepBytes(file: SourceFile, start: number, bytes: Uint8Array, filling: Filling): Promise<void> {
  const { run, published, world } = filling
  const range = { start, end: start + bytes.length }
  if ((await published.find(file)).some((entry) => covers(entry.parts, [range]))) return
  const draft = await createDraft(run.draftFolder(), file, world.signal)
  try {
    await draft.write(start, bytes)
    await draft.commit(range)
    await draft.close()
    await published.add(draft, [range])
  } finally {
    await rm(draft.folder, { recursive: true, force: true })
  }
}

async function startDraft(leftover: Entry | undefined, file: SourceFile, { run, world }: Filling): Promise<Draft> {
  return leftover === undefined
    ? await createDraft(run.draftFolder(), file, world.signal)
    : await resumeDraft(leftover, world.signal)
}

/** Adds what an entry has, so that an object never takes more than its own size. */
async function absorb(entry: Entry, draft: Draft, published: Published): Promise<void> {
  const from = await openData(entry.data)
  if (from === null) return
  try {
    const damaged: Part[] = []
    for (const part of entry.parts) {
      if (!covers(draft.parts, [part]) && !(await draft.copy(from, part))) damaged.push(part)
    }
    if (damaged.length > 0) await published.reopen(entry, damaged)
  } finally {
    await from.close()
  }
}

async function fetchInto(draft: Draft, missing: readonly ByteRange[], fetch: Fetch, writing: Writing): Promise<void> {
  await requireSpace(writing)
  const explained = async (write: () => Promise<void>) => {
    try {
      await write()
    } catch (error) {
      throw await explain(error, writing)
    }
  }
  await fetch(missing, {
    write: (position, bytes) => explained(() => draft.write(position, bytes)),
    commit: (range) => explained(() => draft.commit(range)),
  })
  const absent = without(missing, draft.parts)
  if (absent.length > 0)
    throw new Error(`${lengthOf(absent)} bytes of ${draft.file.uri} were not fetched, at ${absent[0]?.start}`)
}

/** Keeps the parts that arrived whole for the next run, but on a full disk nothing. */
async function giveUp(draft: Draft, error: unknown, { published }: Filling): Promise<void> {
  try {
    await draft.close()
    if (draft.parts.length > 0 && !isFull(error)) await published.add(draft, [])
  } catch {
    // The first error is the one to tell.
  } finally {
    await rm(draft.folder, { recursive: true, force: true })
  }
}
