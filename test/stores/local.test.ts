import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { localStore } from '../../src/stores/local.js'
import { documentStoreContract } from '../contracts/document-store.js'
import { createTestIo } from '../support/test-io.js'

documentStoreContract('local', async () => {
  const uri = path.join(mkdtempSync(path.join(os.tmpdir(), 'ctrain-store-')), 'production.json')
  return { uri, open: () => localStore(createTestIo([])), put: (content) => writeFileSync(uri, content) }
})

it('a folder instead of a file is told', async () => {
  await expect(localStore(createTestIo([])).find(os.tmpdir())).rejects.toMatchObject({
    kind: 'permission',
    message: expect.stringContaining('EISDIR'),
  })
})
