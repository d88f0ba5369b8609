import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { stringify } from 'yaml'
import { loadConfig } from '../../src/config/load.js'
import { historyOf, recordFolder } from '../../src/pipeline/history-place.js'
import { binaryModel } from '../support/project.js'
import { createTestIo } from '../support/test-io.js'

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-place-'))

async function placeOf(own: unknown, defaults: unknown): Promise<string | null> {
  const file = path.join(folder, 'ctrain.yaml')
  const model = binaryModel(own === undefined ? {} : { history: own })
  writeFileSync(
    file,
    stringify({ version: 1, defaults: defaults === undefined ? {} : { history: defaults }, models: { m: model } }),
  )
  return historyOf('m', await loadConfig(file, createTestIo([])))
}

it.each([
  [undefined, undefined, null],
  [undefined, 's3://b/p/', 's3://b/p/'],
  [undefined, 's3://b', 's3://b/'],
  ['s3://own/x', 's3://b/p/', 's3://own/x/'],
  [false, 's3://b/p/', null],
  ['history', undefined, `${folder}/history/`],
  [undefined, './history/', `${folder}/history/`],
])('the history of a model with %s where all models have %s is %s', async (own, defaults, place) => {
  expect(await placeOf(own, defaults)).toBe(place)
})

it.each([
  ['churn', 'churn'],
  ['team/churn', 'team%2Fchurn'],
  ['..', '%2E%2E'],
  ['.hidden', '.hidden'],
  ['größe', 'gr%C3%B6%C3%9Fe'],
  ['\ud800', '%EF%BF%BD'],
  ['', '%'],
])('the model %j has one folder, inside the history', (name, segment) => {
  expect(recordFolder('s3://b/p/', 'runs', name)).toBe(`s3://b/p/runs/${segment}/`)
})
