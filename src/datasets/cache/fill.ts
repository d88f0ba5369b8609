import { rm } from 'node:fs/promises'
import type { ByteRange, SourceFile } from '../../core/data-source.js'
import { isKnownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { covers, subtract, totalBytes } from '../ranges.js'
import { createDraft, type Draft, resumeDraft, type Sink } from './draft.js'
import type { Entry } from './entry.js'
import { explain, explained, isFull, requireSpace, type Writing } from './failures.js'
import type { Part } from './parts-file.js'
import { objectDigest } from './place.js'
import type { FilledFile, Published } from './published.js'
import { openData } from './reader.js'
import type { Run } from './run.js'

/** Fetches ranges of an object; `absent` = all of it that is not here. All its writes have ended when it is settled. */
export type Fetch = (missing: readonly ByteRange[], sink: Sink, absent: readonly ByteRange[]) => Promise<void>

export interface Filling {
  readonly directory: string
  readonly run: Run
  readonly published: Published
  readonly world: World
}

/** Makes ranges of an object readable here: from an entry that has them, or from all that is here and what `fetch` adds. */
export async function fill(file: SourceFile, wanted: readonly ByteRange[], fetch: Fetch, filling: Filling): Promise<FilledFile> {
  const { directory, published } = filling
  for (const entry of await published.find(file)) {
    const used = covers(entry.parts, wanted) ? await published.use(entry, wanted) : null
    if (used !== null) return used
  }
  const writing = { directory, file, needed: totalBytes(wanted) }
  const draft = await explained(writing, () => startDraft(file, filling))
  try {
    await absorbOthers(draft, filling)
    const missing = subtract(wanted, draft.parts)
    if (missing.length > 0) await fetchInto(draft, missing, fetch, { ...writing, needed: totalBytes(missing) })
    await draft.close()
    return await published.add(draft, wanted)
  } catch (error) {
    await giveUp(draft, error, filling)
    // On a full disk, what is free is told as it is now, without the draft.
    const cause = isKnownError(error) && isFull(error) ? error.cause : error
    throw await explain(cause, writing)
  }
}

/** Keeps the bytes of one range, as something that a fill goes on with. */
export async function keepBytes(file: SourceFile, start: number, bytes: Uint8Array, filling: Filling): Promise<void> {
  const { directory, run, published } = filling
  const range = { start, end: start + bytes.length }
  if ((await published.find(file)).some((entry) => covers(entry.parts, [range]))) return
  await explained({ directory, file, needed: bytes.length }, async () => {
    const draft = await startDraft(file, filling)
    try {
      await draft.write(start, bytes)
      await draft.commit(range)
      await draft.close()
      run.leftovers.add(draft)
    } catch (error) {
      await giveUp(draft, error, filling)
      throw error
    }
  })
}

async function startDraft(file: SourceFile, { run, world }: Filling): Promise<Draft> {
  const leftover = run.leftovers.take(objectDigest(file))
  if (leftover === undefined) return await createDraft(run.draftFolder(), file, world.signal)
  try {
    return await resumeDraft(leftover, world.signal)
  } catch (error) {
    // Interrupted: the next run may go on with it.
    run.leftovers.add(leftover)
    throw error
  }
}

/** Adds what else is here of the object, so that it never takes more than its own size. */
async function absorbOthers(draft: Draft, { run, published }: Filling): Promise<void> {
  const { leftovers } = run
  for (const leftover of leftovers.of(objectDigest(draft.file))) {
    await absorb(leftover, draft)
    leftovers.drop(leftover)
    await run.remove(leftover.folder)
  }
  for (const entry of await published.find(draft.file)) {
    const damaged = await absorb(entry, draft)
    if (damaged.length > 0) await published.reopen(entry, damaged)
  }
}

/** Returns the parts that are damaged. */
async function absorb(entry: Entry, draft: Draft): Promise<Part[]> {
  const from = await openData(entry.data)
  if (from === null) return []
  const damaged: Part[] = []
  try {
    for (const part of entry.parts) {
      if (!(await draft.copy(from, part))) damaged.push(part)
    }
    return damaged
  } finally {
    await from.close()
  }
}

async function fetchInto(draft: Draft, missing: readonly ByteRange[], fetch: Fetch, writing: Writing): Promise<void> {
  await requireSpace(writing)
  const sink: Sink = {
    write: (position, bytes) => explained(writing, () => draft.write(position, bytes)),
    commit: (range) => explained(writing, () => draft.commit(range)),
  }
  await fetch(missing, sink, subtract([{ start: 0, end: draft.file.bytes }], draft.parts))
  const absent = subtract(missing, draft.parts)
  if (absent.length > 0)
    throw new Error(`${totalBytes(absent)} bytes of ${draft.file.uri} were not committed, at ${absent[0]?.start}`)
}

/** Keeps the parts that arrived whole for the next run, but on a full disk nothing. */
async function giveUp(draft: Draft, error: unknown, { published }: Filling): Promise<void> {
  try {
    await draft.close()
    if (draft.parts.length > 0 && !isFull(error)) await published.add(draft, null)
  } catch {
    // The first error is the one to tell.
  } finally {
    await rm(draft.folder, { recursive: true, force: true })
  }
}
