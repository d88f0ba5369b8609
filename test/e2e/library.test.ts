import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  type Evaluation,
  type ExecutionFacts,
  type ExecutionStatus,
  evaluate,
  history,
  isKnownError,
  loadConfig,
  type RetrainResult,
  type RetrainStatus,
  readBaseline,
  recordBaseline,
  retrain,
  retrainIfDrifted,
  type StartRequest,
  score,
} from '../../src/index.js'

const CONFIG = fileURLToPath(new URL('../../fixtures/ctrain.yaml', import.meta.url))

describe('the library', () => {
  it('evaluates by path or by a loaded config, with the same result', async () => {
    const config = await loadConfig(CONFIG)
    const byPath = await evaluate({ config: CONFIG, models: ['churn'] })
    const byConfig = await evaluate({ config, models: ['churn'] })
    const strip = (evaluations: readonly Evaluation[]) => evaluations.map((each) => ({ ...each, evaluatedAt: '' }))
    expect(byPath.evaluations[0]?.verdict).toBe('drifted')
    expect(strip(byConfig.evaluations)).toEqual(strip(byPath.evaluations))
  })

  it('takes every model by default, and a date', async () => {
    const report = await score({ config: CONFIG, date: '2026-11-07' })
    expect(report.evaluations.map(({ model }) => model)).toEqual(['churn', 'churn-healthy', 'demand', 'fraud'])
    expect(report.evaluations[0]).toMatchObject({ dataset: { to: '2026-11-07' }, verdict: null })
  })

  it('takes all days of a span, and refuses half of one', async () => {
    const report = await score({ config: CONFIG, models: ['churn'], from: '2026-11-05', to: '2026-11-06' })
    expect(report.evaluations[0]?.dataset).toMatchObject({ from: '2026-11-05', to: '2026-11-06', files: 2 })
    await expect(score({ config: CONFIG, from: '2026-11-05' })).rejects.toThrow('from and to belong together')
    await expect(score({ config: CONFIG, date: '5.11.2026' })).rejects.toThrow('date 5.11.2026 is no day')
  })

  it('a dry run fills in the request', async () => {
    const report = await retrainIfDrifted({ config: CONFIG, models: ['churn'], dryRun: true })
    expect(report.evaluations[0]?.retrain).toMatchObject({
      status: 'dry_run',
      request: { name: expect.stringMatching(/^ctrain-churn-/) },
    })
  })

  it('a failed model has an error in its entry; a broken config rejects with a known error', async () => {
    const report = await evaluate({ config: CONFIG, models: ['nope', 'churn'] })
    expect(report.evaluations.map(({ error, verdict }) => [error?.kind, verdict])).toEqual([
      ['usage', null],
      [undefined, 'drifted'],
    ])
    const error: unknown = await loadConfig('/absent.yaml').catch((caught: unknown) => caught)
    expect(isKnownError(error) && error.kind).toBe('config')
  })

  it('records a production score and reads it', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-library-'))
    const text = readFileSync(CONFIG, 'utf8').replace('production/demand.json', path.join(folder, 'demand.json'))
    const config = path.join(folder, 'ctrain.yaml')
    writeFileSync(config, text.replaceAll('data/', `${path.dirname(CONFIG)}/data/`))
    const dry = await recordBaseline({ config, model: 'demand', date: '2026-11-07', dryRun: true })
    expect(dry).toMatchObject({ status: 'dry_run', former: null })
    const { status, baseline } = await recordBaseline({ config, model: 'demand', note: 'by a program' })
    expect(status).toBe('stored')
    expect(await readBaseline({ config, model: 'demand' })).toEqual(baseline)
    expect(await readBaseline({ config, model: 'churn-healthy' })).toMatchObject({ score: 0.65, document: null })
    await expect(readBaseline({ config, model: 'demand', revision: 'previous' })).rejects.toThrow('has no former revision')
  })

  it('refuses what it is wrongly asked before anything is done', async () => {
    const usage = { kind: 'usage', name: 'CtrainError' }
    for (const timeout of [-1, Number.NaN, 25 * 86_400_000]) {
      const options = { config: '/absent.yaml', models: ['churn'], wait: { timeout } }
      await expect(retrainIfDrifted(options)).rejects.toMatchObject(usage)
      await expect(retrain(options)).rejects.toMatchObject(usage)
    }
    for (const last of [-1, 0, 1.5, Number.NaN]) {
      await expect(history({ config: CONFIG, last })).rejects.toMatchObject(usage)
    }
    // A program in JavaScript may forget them.
    await expect(Reflect.apply(retrain, undefined, [{ config: CONFIG }])).rejects.toMatchObject(usage)
  })

  it('its report has types with names', () => {
    expectTypeOf<NonNullable<Evaluation['retrain']>>().toEqualTypeOf<RetrainResult>()
    expectTypeOf<RetrainResult['status']>().toEqualTypeOf<RetrainStatus>()
    expectTypeOf<NonNullable<RetrainResult['request']>>().toEqualTypeOf<StartRequest>()
    expectTypeOf<NonNullable<RetrainResult['execution']>>().toEqualTypeOf<ExecutionFacts>()
    expectTypeOf<ExecutionFacts['status']>().toEqualTypeOf<ExecutionStatus>()
  })

  it('its signal interrupts it', async () => {
    const running = evaluate({ config: CONFIG, world: { signal: AbortSignal.abort() } })
    await expect(running).rejects.toThrow()
  })
})
