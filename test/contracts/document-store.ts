import { afterEach, describe, expect, it } from 'vitest'
import type { DocumentStore, StoredDocument } from '../../src/core/documents.js'
import { readDocument } from '../../src/stores/read-document.js'

export interface DocumentStoreSetup {
  /** Another client of the same documents each time; the environment is what it adds to the process's. */
  open(env?: Readonly<Record<string, string>>): DocumentStore
  /** The URI of a folder that does not exist yet, with a slash at its end. */
  readonly folder: string
  /** From now on documents can't be read, or not written; what the error then says. */
  deny(what: 'read' | 'write'): RegExp
  /** The answer to the next write comes too late, or not at all, though the write is applied. */
  spoil(how: 'late' | 'lostResponse'): void
  /** Ends what was denied and spoilt. */
  restore(): void
}

const WRITERS = 20
const ANSWERS: readonly ('late' | 'lostResponse')[] = ['late', 'lostResponse']

/** What every store of documents promises; a new adapter's test is one call. */
export function documentStoreContract(name: string, setup: () => Promise<DocumentStoreSetup>, spoils = ANSWERS): void {
  describe(`the document store ${name}`, () => {
    let last: DocumentStoreSetup | undefined
    const start = async () => {
      last = await setup()
      return last
    }
    afterEach(() => last?.restore())

    it('an absent document: found by nobody, changed for who would replace it, a data error that names it for who needs it', async () => {
      const { open, folder } = await start()
      const store = open()
      const uri = `${folder}production.json`
      expect(await store.find(uri)).toBeNull()
      const former = { text: '{}', revision: 'sha256:1', token: 'sha256:1' }
      expect(await store.replace(uri, '{"score": 1}', former)).toBe('changed')
      expect(await store.list(folder)).toEqual([])
      await store.remove(uri)
      await expect(readDocument(store, uri)).rejects.toMatchObject({ kind: 'data', message: expect.stringContaining(uri) })
    })

    it.each([
      ['umlauts and a new line at the end', '{"score": 0.86, "note": "größer 🎯"}\n'],
      ['what a newer version wrote', '{"schemaVersion": 99, "unknown": {"keys": [1.10, 1e400]}, "score":0.5}'],
      ['no JSON at all', 'not json'],
      ['a byte order mark', '\ufeff{"score": 0.86}'],
      [
        'a million characters',
        JSON.stringify({ slices: Array.from({ length: 20_000 }, (_, index) => `slice number ${index} äöü`) }),
      ],
    ])('gives a text back as it was written: %s', async (_, text) => {
      const { open, folder } = await start()
      const uri = `${folder}deep/production.json`
      const written = wrote(await open().create(uri, text))
      expect(written.text).toBe(text)
      expect(await open().find(uri)).toEqual(written)
      const longer = wrote(await open().replace(uri, `${text} `, written))
      expect(await open().find(uri)).toEqual(longer)
      expect(longer.text).toBe(`${text} `)
    })

    it('the revision stays while the document does, changes with it, and is the same for everybody', async () => {
      const { open, folder } = await start()
      const uri = `${folder}production.json`
      const first = wrote(await open().create(uri, '{"score": 0.86}'))
      expect((await readDocument(open(), uri)).revision).toBe(first.revision)
      expect((await readDocument(open(), uri)).revision).toBe(first.revision)
      const second = wrote(await open().replace(uri, '{"score": 0.87}', first))
      expect(second.revision).not.toBe(first.revision)
      expect((await readDocument(open(), uri)).revision).toBe(second.revision)
    })

    it('a document that exists is not created anew; who comes with the same text has written it', async () => {
      const { open, folder } = await start()
      const uri = `${folder}run.json`
      const written = wrote(await open().create(uri, '{"score": 0.86}'))
      expect(await open().create(uri, '{"score": 0.87}')).toBe('exists')
      expect(await open().create(uri, '{"score": 0.86}')).toEqual(written)
      expect(await open().find(uri)).toEqual(written)
    })

    it('of two that replace the same former document one wins, and the other learns that it changed', async () => {
      const { open, folder } = await start()
      const uri = `${folder}production.json`
      const former = wrote(await open().create(uri, '{"score": 0.86}'))
      const texts = ['{"score": 0.87}', '{"score": 0.88}']
      const outcomes = await Promise.all(texts.map((text) => open().replace(uri, text, former)))
      const winners = outcomes.filter((outcome) => outcome !== 'changed')
      expect(outcomes.filter((outcome) => outcome === 'changed')).toHaveLength(1)
      expect(await open().find(uri)).toEqual(winners[0])
    })

    it('a replacement may be repeated, and is refused where the document is another one or gone', async () => {
      const { open, folder } = await start()
      const uri = `${folder}production.json`
      const store = open()
      const former = wrote(await store.create(uri, '1'))
      const second = wrote(await store.replace(uri, '2', former))
      expect((await store.find(uri))?.text).toBe('2')
      expect(wrote(await store.replace(uri, '2', former)).text).toBe('2')
      expect(await store.replace(uri, '3', former)).toBe('changed')
      await store.remove(uri)
      expect(await store.replace(uri, '3', second)).toBe('changed')
      expect(await store.find(uri)).toBeNull()
    })

    it(`of ${WRITERS} that create the same document at once exactly one does, and the others see that it exists`, async () => {
      const { open, folder } = await start()
      const uri = `${folder}event.json`
      const outcomes = await Promise.all(writers((index) => open().create(uri, `{"writer": ${index}}`)))
      const winners = outcomes.filter((outcome) => outcome !== 'exists')
      expect(winners).toHaveLength(1)
      expect(await open().find(uri)).toEqual(winners[0])
      expect(await open().list(folder)).toEqual([uri])
    })

    it(`a number that ${WRITERS} count up at once, each by what it read, is ${WRITERS} at the end: nothing is lost`, async () => {
      const { open, folder } = await start()
      const uri = `${folder}counter.json`
      await open().create(uri, '{"count": 0}')
      await Promise.all(writers((index) => countUp(open(), uri, index)))
      expect(JSON.parse((await readDocument(open(), uri)).text).count).toBe(WRITERS)
      expect(await open().list(folder)).toEqual([uri])
    })

    it('lists what stands directly in a folder, in UTF-8 order, and nothing of folders beside or below it', async () => {
      const { open, folder } = await start()
      const store = open()
      const parent = folder.slice(0, -1)
      const names = ['b.json', 'a.json', 'ä.json', '\u{ff5e}.json', '\u{1f3af}.json', 'a b%2Fc.json', 'Z.json']
      for (const name of names) await store.create(folder + name, '1')
      for (const other of [`${folder}below/c.json`, `${folder}below/deeper/d.json`, `${parent}.json`, `${parent}-2/e.json`])
        await store.create(other, '1')
      const sorted = ['Z.json', 'a b%2Fc.json', 'a.json', 'b.json', 'ä.json', '\u{ff5e}.json', '\u{1f3af}.json']
      expect(await store.list(folder)).toEqual(sorted.map((name) => folder + name))
      expect(await store.list(`${folder}below/`)).toEqual([`${folder}below/c.json`])
      await store.remove(`${folder}a.json`)
      expect(await store.list(folder)).toEqual(sorted.filter((name) => name !== 'a.json').map((name) => folder + name))
    })

    it.each(['read', 'write'] as const)('a %s that is not permitted says what was refused, and where', async (what) => {
      const { open, folder, deny, restore } = await start()
      const uri = `${folder}production.json`
      const former = wrote(await open().create(uri, '1'))
      const refused = { kind: 'permission', message: expect.stringMatching(deny(what)) }
      if (what === 'read') await expect(open().find(uri)).rejects.toMatchObject(refused)
      else {
        await expect(open().create(`${folder}new.json`, '2')).rejects.toMatchObject(refused)
        await expect(open().replace(uri, '2', former)).rejects.toMatchObject(refused)
      }
      restore()
      expect(await open().find(uri)).toEqual(former)
      expect(await open().list(folder)).toEqual([uri])
    })

    it.each(spoils)('a write that was applied, its answer %s, succeeds and is written once', async (how) => {
      const { open, folder, spoil } = await start()
      const uri = `${folder}production.json`
      const store = open({ CTRAIN_READ_TIMEOUT: '0.3' })
      spoil(how)
      const first = wrote(await store.create(uri, '{"score": 0.86}'))
      expect(await open().find(uri)).toEqual(first)
      spoil(how)
      const second = wrote(await store.replace(uri, '{"score": 0.87}', first))
      expect(await open().find(uri)).toEqual(second)
      expect(await open().list(folder)).toEqual([uri])
    })
  })
}

function writers<T>(write: (index: number) => Promise<T>): Promise<T>[] {
  return Array.from({ length: WRITERS }, (_, index) => write(index))
}

/** Each writes texts of its own, as equal ones are one document. */
async function countUp(store: DocumentStore, uri: string, by: number): Promise<void> {
  for (;;) {
    const former = await readDocument(store, uri)
    const next = JSON.stringify({ count: JSON.parse(former.text).count + 1, by })
    if ((await store.replace(uri, next, former)) !== 'changed') return
  }
}

function wrote(outcome: StoredDocument | 'exists' | 'changed'): StoredDocument {
  if (typeof outcome === 'string') throw new Error(`not written: ${outcome}`)
  return outcome
}
