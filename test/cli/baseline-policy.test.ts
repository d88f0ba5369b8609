import { expect, it } from 'vitest'
import { binaryModel, createProject } from '../support/project.js'

it('who records a production score may read what it is measured on, and whoever monitors the drift dataset', async () => {
  const columns = { label: 'label', prediction: 'score' }
  const dataset = { source: 's3://lake/drift/*.parquet', columns }
  const production = { score: 's3://models/m.json', dataset: { source: 's3://lake/holdout/*.parquet', columns } }
  const project = createProject({ m: binaryModel({ dataset, production }) })
  const allowed = async (purpose: string) => {
    const { out } = await project.run('iam', '-m', 'm', '--for', purpose)
    return ['drift', 'holdout'].filter((folder) => out.includes(`arn:aws:s3:::lake/${folder}/*.parquet`))
  }
  expect(await allowed('monitor')).toEqual(['drift'])
  expect(await allowed('training')).toEqual(['holdout'])
  expect(await allowed('all')).toEqual(['drift', 'holdout'])
})
