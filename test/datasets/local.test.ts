import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
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
