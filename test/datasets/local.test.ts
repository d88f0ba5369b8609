import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { localSource } from '../../src/datasets/local.js'
import { dataSourceContract } from '../contracts/data-source.js'
import { createTestIo } from '../support/test-io.js'

dataSourceContract('local', async () => {
  const root = `${mkdtempSync(path.join(os.tmpdir(), 'ctrain-local-'))}/`
  return {
    root,
    open: async () => localSource(createTestIo([])),
    put(name, content) {
      mkdirSync(path.dirname(root + name), { recursive: true })
      writeFileSync(root + name, content)
    },
    remove: (name) => rmSync(root + name),
  }
})

describe('walking local folders', () => {
  it('ends at a link back to a folder above', async () => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'ctrain-loop-'))
    writeFileSync(path.join(root, 'a.parquet'), 'a')
    symlinkSync(root, path.join(root, 'l1'))
    symlinkSync(root, path.join(root, 'l2'))
    const files = await localSource(createTestIo([])).list(`${root}/`, null)
    expect(files.map(({ uri }) => path.relative(root, uri))).toEqual(['a.parquet'])
  })

  it('follows a link to another folder and to a file', async () => {
    const [root, other] = [
      mkdtempSync(path.join(os.tmpdir(), 'ctrain-link-')),
      mkdtempSync(path.join(os.tmpdir(), 'ctrain-other-')),
    ]
    writeFileSync(path.join(other, 'a.parquet'), 'a')
    symlinkSync(other, path.join(root, 'dt=2026-11-01'))
    symlinkSync(path.join(other, 'a.parquet'), path.join(root, 'b.parquet'))
    const files = await localSource(createTestIo([])).list(`${root}/`, null)
    expect(files.map(({ uri }) => path.relative(root, uri))).toEqual(['b.parquet', 'dt=2026-11-01/a.parquet'])
  })

  it('goes no deeper than it needs', async () => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'ctrain-deep-'))
    mkdirSync(path.join(root, 'x', 'y'), { recursive: true })
    for (const file of ['a', 'x/b', 'x/y/c']) writeFileSync(path.join(root, file), '')
    const list = async (levels: number) => (await localSource(createTestIo([])).list(`${root}/`, levels)).length
    expect([await list(1), await list(2), await list(3)]).toEqual([1, 2, 3])
  })

  it('stops when it is interrupted', async () => {
    const source = localSource(createTestIo([], { signal: AbortSignal.abort() }))
    await expect(source.list(`${os.tmpdir()}/`, null)).rejects.toThrow()
  })
})
