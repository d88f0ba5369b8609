import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { DataSource, SourceFile } from '../../src/core/data-source.js'
import { fetchFile } from '../support/fetch-file.js'

export interface DataSourceSetup {
  open(): Promise<DataSource>
  /** The URI prefix of a place of its own. */
  readonly root: string
  /** Stores a file at root + name. */
  put(name: string, content: string): Promise<void> | void
  remove(name: string): Promise<void> | void
}

/** What every data source promises; a new adapter's test is one call. */
export function dataSourceContract(name: string, setup: () => Promise<DataSourceSetup>): void {
  describe(`the data source ${name}`, () => {
    it('lists all files below a prefix, in ascending order, with their sizes', async () => {
      const { open, root, put } = await setup()
      for (const file of ['b/2.parquet', 'a.parquet', 'b/1.parquet', 'c/d/e/deep.parquet']) await put(file, file)
      const source = await open()
      const files = await source.list(root, null)
      expect(files.map(({ uri }) => uri)).toEqual(
        ['a.parquet', 'b/1.parquet', 'b/2.parquet', 'c/d/e/deep.parquet'].map((file) => root + file),
      )
      expect(files.map(({ bytes }) => bytes)).toEqual([9, 11, 11, 18])
      await source.close()
    })

    it('lists by any prefix, also one that ends inside a name', async () => {
      const { open, root, put } = await setup()
      for (const file of ['dt=2026-11-01/a', 'dt=2026-11-02/a', 'dt=2026-12-01/a', 'other']) await put(file, 'x')
      const source = await open()
      expect((await source.list(`${root}dt=2026-11`, null)).map(({ uri }) => uri)).toEqual([
        `${root}dt=2026-11-01/a`,
        `${root}dt=2026-11-02/a`,
      ])
      expect((await source.list(`${root}other`, null)).map(({ uri }) => uri)).toEqual([`${root}other`])
      await source.close()
    })

    it('lists nothing where there is nothing', async () => {
      const { open, root } = await setup()
      const source = await open()
      expect(await source.list(`${root}nothing/`, null)).toEqual([])
      expect(await source.list(`${root}nothing`, null)).toEqual([])
      await source.close()
    })

    it('fetches the bytes that were listed, also of odd names', async () => {
      const { open, root, put } = await setup()
      const names = ['plain', 'with space', 'per%25cent+plus', 'ümlaut-日本', "quote'and&amp"]
      for (const file of names) await put(file, `content of ${file}`)
      const source = await open()
      const fetched = await Promise.all((await source.list(root, null)).map((file) => fetchFile(source, file)))
      const contents = fetched.map(({ uri, path }) => [uri.slice(root.length), readFileSync(path, 'utf8')])
      expect(new Map(contents.map(([key = '', content]) => [key, content]))).toEqual(
        new Map(names.map((file) => [file, `content of ${file}`])),
      )
      await source.close()
    })

    it('the version changes with the content, and only then', async () => {
      const { open, root, put } = await setup()
      await put('file', 'one')
      const source = await open()
      const [before] = await source.list(root, null)
      const [again] = await source.list(root, null)
      expect(again?.version).toBe(before?.version)
      await put('file', 'a longer two')
      const [after] = await source.list(root, null)
      expect(after?.version).not.toBe(before?.version)
      await source.close()
    })

    it('says of a file that was overwritten after it was listed that it changed', async () => {
      const { open, root, put } = await setup()
      await put('file', 'one')
      const source = await open()
      const [listed] = await source.list(root, null)
      await put('file', 'another')
      if (listed === undefined) throw new Error('nothing was listed')
      expect(await fetchOrChanged(source, listed)).toBe('changed')
      await source.close()
    })

    it('says of a file that was deleted after it was listed that it changed', async () => {
      const { open, root, put, remove } = await setup()
      await put('file', 'one')
      const source = await open()
      const [listed] = await source.list(root, null)
      await remove('file')
      if (listed === undefined) throw new Error('nothing was listed')
      expect(await fetchOrChanged(source, listed)).toBe('changed')
      await source.close()
    })
  })
}

async function fetchOrChanged(source: DataSource, file: SourceFile) {
  const plan = await source.plan(file, { columns: null, time: null })
  return plan === 'changed' ? plan : await source.fetch(plan)
}
