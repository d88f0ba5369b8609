import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { startChild } from '../support/child.js'
import { churnModel, localRecords, printedRecords } from '../support/history.js'
import { createProject } from '../support/project.js'

const BIN = fileURLToPath(new URL('../../bin/ctrain.js', import.meta.url))

/** Fails before any data is read: quick, and recorded all the same. */
const QUICK = { production: { score: 'absent.json#/score' }, retrain: undefined }

it('twenty processes at once leave twenty records, each of them whole', async () => {
  const { folder } = createProject({ m: churnModel(QUICK) }, { history: 'history' })
  const runs = Array.from({ length: 20 }, () => startChild([process.execPath, BIN, 'evaluate', '-m', 'm'], { cwd: folder }).done)
  expect((await Promise.all(runs)).map(({ code }) => code)).toEqual(Array.from({ length: 20 }, () => 2))
  const records = localRecords(path.join(folder, 'history'))
  expect(records).toHaveLength(20)
  for (const { name, record } of records) expect(name).toBe(`${record.id}.json`)
  expect(readdirSync(path.join(folder, 'history/runs/m')).toSorted()).toEqual(records.map(({ name }) => name))
})

it('a record on stderr is whole where what it tells of looks like a secret, and has none', async () => {
  const { folder } = createProject({ m: churnModel({ ...QUICK, production: { score: 'p.json#/score' } }) }, { history: 'p.json' })
  const secret = 'wJalrFAKEtnFEMI/K7MDENG+bPxRfiCYFAKEKEY0'
  writeFileSync(path.join(folder, 'p.json'), JSON.stringify({ score: `Authorization: Basic dXNlcjpwYXNz ${secret}` }))
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'AKIAQ3EGFAKEFAKE7XYZ', AWS_SECRET_ACCESS_KEY: secret }
  const { code, err } = await startChild([process.execPath, BIN, '-q', 'evaluate', '-m', 'm'], { cwd: folder, env }).done
  expect(code).toBe(3)
  expect(err).not.toMatch(/dXNlcjpwYXNz|wJalr/)
  expect(printedRecords(err)).toMatchObject([{ model: 'm', error: { kind: 'data', message: expect.stringContaining('p.json') } }])
})
