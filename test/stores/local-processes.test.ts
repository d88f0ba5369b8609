import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { libraryWorld } from '../../src/cli/io.js'
import { localStore } from '../../src/stores/local.js'
import { readDocument } from '../../src/stores/read-document.js'
import { startChild } from '../support/child.js'

const CHILD = fileURLToPath(new URL('../support/store-child.mjs', import.meta.url))
const PROCESSES = 20

function start(task: 'create' | 'count' | 'loop' | 'hold', uri: string, by = 0, size = 0) {
  return startChild([process.execPath, CHILD, JSON.stringify({ task, uri, by, size })])
}

function newDocument(): string {
  return path.join(mkdtempSync(path.join(os.tmpdir(), 'ctrain-store-')), 'documents', 'p.json')
}

function open() {
  return localStore(libraryWorld('test'))
}

async function printed(child: ReturnType<typeof start>['child']): Promise<void> {
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
}

describe(`${PROCESSES} processes at once`, () => {
  it('create one document: exactly one does, the others see that it exists', async () => {
    const uri = newDocument()
    const ended = await Promise.all(Array.from({ length: PROCESSES }, (_, by) => start('create', uri, by, 100_000).done))
    expect(ended.map(({ code, err }) => [code, err])).toEqual(Array(PROCESSES).fill([0, '']))
    const winners = ended.flatMap(({ out }, by) => (out === 'created\n' ? [by] : []))
    expect(winners).toHaveLength(1)
    expect(JSON.parse((await readDocument(open(), uri)).text).by).toBe(winners[0])
    expect(readdirSync(path.dirname(uri))).toEqual(['p.json'])
  })

  it('count up one number, while the process that holds the lock is killed: none gets lost, and nothing is left', async () => {
    const uri = newDocument()
    await open().create(uri, '{"count": 0}')
    const holder = start('hold', uri)
    await printed(holder.child)
    const counters = Array.from({ length: PROCESSES }, (_, by) => start('count', uri, by, 1000).done)
    await sleep(300)
    holder.child.kill('SIGKILL')
    const ended = await Promise.all(counters)
    expect(ended.map(({ code, out, err }) => [code, out, err])).toEqual(Array(PROCESSES).fill([0, 'counted\n', '']))
    expect(JSON.parse((await readDocument(open(), uri)).text).count).toBe(PROCESSES)
    expect(readdirSync(path.dirname(uri))).toEqual(['p.json'])
  })
})

it('processes that are killed as they write leave the old document or the new one, and the next writer gets through', async () => {
  const uri = newDocument()
  await open().create(uri, '{"count": 0, "end": 0}')
  let highest = 0
  for (let round = 0; round < 20; round++) {
    const writers = [start('loop', uri, 1, 200_000), start('loop', uri, 2, 200_000)]
    const counts = writers.map(({ child }) => {
      const seen: number[] = []
      child.stdout.on('data', (text) => seen.push(...String(text).trim().split('\n').map(Number)))
      return seen
    })
    await Promise.all(writers.map(({ child }) => printed(child)))
    await sleep((round * 7) % 40)
    for (const { child } of writers) child.kill('SIGKILL')
    await Promise.all(writers.map(({ done }) => done))
    highest = Math.max(highest, ...counts.flat())
    const present = await readDocument(open(), uri)
    const { count, end } = JSON.parse(present.text)
    expect(end).toBe(count)
    // Whatever was told is there; a write that was applied just before the kill was not told.
    expect(count).toBeGreaterThanOrEqual(highest)
    const next = await open().replace(uri, JSON.stringify({ count: count + 1, by: 'test', end: count + 1 }), present)
    expect(next).not.toBe('changed')
    highest = count + 1
  }
  const folder = path.dirname(uri)
  for (const beside of [`${uri}.1.json`, `${uri}.2.json`]) {
    await open().create(beside, '1')
    await open().remove(beside)
  }
  expect(await open().list(folder)).toEqual([uri])
  expect(readdirSync(folder)).toEqual(['p.json'])
})

const MOUNT = mkdtempSync(path.join(os.tmpdir(), 'ctrain-disk-'))
const hasDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', MOUNT]).status === 0

afterAll(() => {
  if (hasDisk) spawnSync('umount', [MOUNT])
  rmSync(MOUNT, { recursive: true, force: true })
})

describe.runIf(hasDisk)('a disk (needs root: mounts a tmpfs)', () => {
  it('that is full is told; the old document is as it was, and nothing is left of the new one', async () => {
    const uri = path.join(MOUNT, 'p.json')
    const former = await open().create(uri, 'small')
    if (typeof former === 'string') throw new Error(former)
    const full = { kind: 'filesystem', message: `${uri} can't be written: no space is left (ENOSPC)` }
    await expect(open().replace(uri, 'x'.repeat(100_000), former)).rejects.toMatchObject(full)
    const other = path.join(MOUNT, 'deep', 'q.json')
    await expect(open().create(other, 'x'.repeat(100_000))).rejects.toMatchObject({ kind: 'filesystem' })
    expect(readFileSync(uri, 'utf8')).toBe('small')
    expect(readdirSync(MOUNT, { recursive: true }).sort()).toEqual(['deep', 'p.json'])
    expect(await open().replace(uri, 'fits', former)).toMatchObject({ text: 'fits' })
  })

  it('that is read-only is told', async () => {
    const folder = path.join(MOUNT, 'kept')
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'p.json'), '1')
    spawnSync('mount', ['-o', 'remount,ro', MOUNT])
    const former = await readDocument(open(), path.join(folder, 'p.json'))
    await expect(open().replace(path.join(folder, 'p.json'), '2', former)).rejects.toMatchObject({
      kind: 'permission',
      message: expect.stringContaining('the file system is read-only (EROFS)'),
    })
    spawnSync('mount', ['-o', 'remount,rw', MOUNT])
  })
})
