import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { link } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { World } from '../../src/core/ports.js'
import { type LocalOptions, localStore } from '../../src/stores/local.js'
import { readDocument } from '../../src/stores/read-document.js'
import { documentStoreContract } from '../contracts/document-store.js'
import { createTestIo } from '../support/test-io.js'

const NOBODY = 65534

function temporaryFolder(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'ctrain-store-'))
}

function open(options: LocalOptions = {}, world: Partial<World> = {}) {
  return localStore(createTestIo([], world), options)
}

/** Root may write anywhere, so it is another user while something is denied. */
function becomeNobody(): void {
  if (process.getuid?.() === 0) process.seteuid?.(NOBODY)
}

function becomeMyself(): void {
  if (process.getuid?.() === 0) process.seteuid?.(0)
}

afterEach(becomeMyself)

function setup(options: LocalOptions = {}) {
  return async () => {
    const parent = temporaryFolder()
    const folder = path.join(parent, 'documents')
    return {
      folder: `${folder}/`,
      open: () => open(options),
      deny(what: 'read' | 'write') {
        chmodSync(parent, 0o755)
        chmodSync(folder, what === 'read' ? 0o600 : 0o555)
        becomeNobody()
        return new RegExp(
          `${folder}/\\w+\\.json can't be ${what === 'read' ? 'read' : 'written'}: this user may not \\(EACCES\\)`,
        )
      },
      spoil() {},
      restore() {
        becomeMyself()
        if (existsSync(folder)) chmodSync(folder, 0o755)
      },
    }
  }
}

/** As of FAT. */
async function noLinks(): Promise<void> {
  throw Object.assign(new Error('EPERM: operation not permitted, link'), { code: 'EPERM', syscall: 'link' })
}

documentStoreContract('local', setup(), [])
documentStoreContract('local without hard links', setup({ linkFile: noLinks }), [])

describe('a local document', () => {
  it('is a config error where a folder is, or where a part of the path is a file', async () => {
    const folder = temporaryFolder()
    writeFileSync(path.join(folder, 'file'), '1')
    const former = { text: '1', revision: 'r', token: 't' }
    for (const attempt of [
      () => open().find(folder),
      () => open().create(folder, '1'),
      () => open().replace(folder, '2', former),
      () => open().remove(folder),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining(`${folder} can't be`) })
    }
    const below = path.join(folder, 'file', 'deep', 'p.json')
    for (const attempt of [
      () => open().find(below),
      () => open().create(below, '1'),
      () => open().list(`${path.dirname(below)}/`),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        kind: 'config',
        message: expect.stringContaining('is a file, not a folder'),
        hint: expect.stringContaining('a document is a file in folders, and a history is a folder'),
      })
    }
    expect(readdirSync(folder)).toEqual(['file'])
  })

  it('that is not UTF-8 is refused when it is read, not read as something else; nothing else minds it', async () => {
    const folder = temporaryFolder()
    const uri = path.join(folder, 'p.json')
    const latin1 = Buffer.from('{"score": 0.86, "note": "gr\u00f6\u00dfer"}', 'latin1')
    const former = await open().create(uri, '1')
    if (typeof former === 'string') throw new Error(former)
    writeFileSync(uri, latin1)
    await expect(open().find(uri)).rejects.toMatchObject({ kind: 'data', message: `${uri} is not valid UTF-8` })
    expect(await open().replace(uri, '2', former)).toBe('changed')
    expect(await open().create(uri, '2')).toBe('exists')
    expect(await open().list(`${folder}/`)).toEqual([uri])
    expect(readFileSync(uri)).toEqual(latin1)
    await open().remove(uri)
    expect(readdirSync(folder)).toEqual([])
  })

  it.each(['/proc/ctrain-none/p.json', '/proc/ctrain-none/deep/p.json'])(
    'a folder that cannot be made is told at once: %s',
    async (file) => {
      await expect(open().create(file, '1')).rejects.toMatchObject({
        message: expect.stringContaining(`${file} can't be written`),
      })
    },
  )

  it('leaves nothing beside it', async () => {
    const folder = temporaryFolder()
    const store = open()
    const former = await store.create(path.join(folder, 'p.json'), '1')
    if (typeof former === 'string') throw new Error(former)
    await store.create(path.join(folder, 'p.json'), '2')
    await store.replace(path.join(folder, 'p.json'), '2', former)
    await store.replace(path.join(folder, 'p.json'), '3', former)
    expect(readdirSync(folder)).toEqual(['p.json'])
    await store.remove(path.join(folder, 'p.json'))
    expect(readdirSync(folder)).toEqual([])
  })

  it('that is reached through a link is written where it is, and may be read by the same people', async () => {
    const folder = temporaryFolder()
    const real = path.join(folder, 'v12.json')
    const linked = path.join(folder, 'production.json')
    writeFileSync(real, '1')
    chmodSync(real, 0o664)
    symlinkSync('v12.json', linked)
    const former = await readDocument(open(), linked)
    expect(await open().replace(linked, '2', former)).toMatchObject({ text: '2' })
    expect((await readDocument(open(), real)).text).toBe('2')
    expect(statSync(real).mode & 0o777).toBe(0o664)
    expect(readdirSync(folder).sort()).toEqual(['production.json', 'v12.json'])
  })

  it('is created once where the answer to the linking was lost, as over NFS', async () => {
    const uri = path.join(temporaryFolder(), 'p.json')
    const store = open({
      async linkFile(draft, file) {
        await link(draft, file)
        throw Object.assign(new Error('EEXIST'), { code: 'EEXIST', syscall: 'link' })
      },
    })
    expect(await store.create(uri, '1')).toMatchObject({ text: '1' })
    expect(await open().find(uri)).toMatchObject({ text: '1' })
  })
})

describe('a lock', () => {
  /** A document that a process of this host has locked. */
  async function locked(pid: number) {
    const folder = temporaryFolder()
    const uri = path.join(folder, 'p.json')
    const former = await open().create(uri, '1')
    if (typeof former === 'string') throw new Error(former)
    const lock = path.join(folder, '.p.json.lock')
    const host = createHash('sha256').update(createTestIo([]).host).digest('hex').slice(0, 12)
    const owner = `${host}-${pid}-0123456789ab`
    mkdirSync(lock)
    writeFileSync(path.join(lock, owner), `${pid} of test\n`)
    writeFileSync(path.join(folder, `.p.json.${owner}.draft`), 'half a docum')
    return { folder, uri, former, lock }
  }

  it('of a process that has ended is broken, and what it left is removed', async () => {
    const { folder, uri, former } = await locked(999_999)
    const isAlive = () => false
    expect(await open({}, { isAlive }).list(`${folder}/`)).toEqual([uri])
    expect(await open({}, { isAlive }).replace(uri, '2', former)).toMatchObject({ text: '2' })
    expect(readdirSync(folder)).toEqual(['p.json'])
  })

  it('of a process that runs is waited for, then an error tells the process and the lock', async () => {
    const { folder, uri, former, lock } = await locked(process.pid)
    await expect(open({ patience: 100 }).replace(uri, '2', former)).rejects.toMatchObject({
      kind: 'filesystem',
      message: `${uri} is locked by process ${process.pid} of test: ${lock}`,
      hint: 'run again; if that process no longer runs, remove the folder with the lock',
    })
    expect(readdirSync(folder)).toHaveLength(3)
    expect((await open().find(uri))?.text).toBe('1')
  })

  it('of another host is never broken', async () => {
    const { uri, former } = await locked(999_999)
    await expect(
      open({ patience: 100 }, { isAlive: () => false, host: 'other' }).replace(uri, '2', former),
    ).rejects.toMatchObject({ kind: 'filesystem' })
  })

  it('is no longer waited for when the run is interrupted', async () => {
    const { folder, uri, former } = await locked(process.pid)
    const abort = new AbortController()
    const writing = open({}, { signal: abort.signal }).replace(uri, '2', former)
    setTimeout(() => abort.abort(), 50)
    await expect(writing).rejects.toMatchObject({ kind: 'interrupted' })
    expect(readdirSync(folder)).toHaveLength(3)
  })
})
