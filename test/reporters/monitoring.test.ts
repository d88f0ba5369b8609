import { describe, expect, it } from 'vitest'
import { type Evaluation, emptyEvaluation } from '../../src/core/evaluation.js'
import { emf } from '../../src/reporters/emf.js'
import { github } from '../../src/reporters/github.js'
import { prometheus } from '../../src/reporters/prometheus.js'
import { documentsOf } from './readers/emf.js'
import { commandsOf } from './readers/github.js'
import { samplesOf } from './readers/prometheus.js'
import { scenario } from './scenarios.js'

const FAILED: Evaluation = {
  ...emptyEvaluation('churn', new Date(0)),
  error: { kind: 'data', message: 'no such column', hint: null },
}

describe('the prometheus reporter', () => {
  it('a model that failed or got no verdict has no sample that looks healthy', () => {
    const unjudged = { ...scenario('inconclusive'), model: 'blind' }
    const samples = samplesOf(prometheus({ schemaVersion: 1, evaluations: [FAILED, unjudged] }))
    expect(samples.filter(({ name }) => name === 'ctrain_drifted' || name === 'ctrain_score')).toEqual([])
    expect(samples).toContainEqual({ name: 'ctrain_error', labels: { model: 'churn' }, value: 1 })
    expect(samples).toContainEqual({ name: 'ctrain_verdict', labels: { model: 'blind', verdict: 'inconclusive' }, value: 1 })
  })

  it('slices whose names differ only in what is not printed are not one series, which a collector would refuse', () => {
    const [slice] = scenario('drifted').slices
    const slices = ['a\u0001', 'a\u0002', 'a\ufffd'].flatMap((name) => (slice === undefined ? [] : [{ ...slice, name }]))
    const samples = samplesOf(prometheus({ schemaVersion: 1, evaluations: [{ ...scenario('drifted'), slices }] }))
    const named = samples.filter(({ name }) => name === 'ctrain_slice_weight').map(({ labels }) => labels['slice'])
    expect(named).toEqual(['a\ufffd (2)', 'a\ufffd (3)', 'a\ufffd'])
  })
})

describe('the emf reporter', () => {
  it('names of other than ASCII become dimensions that CloudWatch takes, and stay as they are in the log', () => {
    const report = { schemaVersion: 1, evaluations: [{ ...scenario('drifted'), model: ' München' }] } as const
    const [document] = documentsOf(emf(report, { top: null }))
    expect([document?.['Model'], document?.ModelName]).toEqual([String.raw`\u0020M\u00fcnchen`, ' München'])
  })

  it('--top limits the slices, as CloudWatch bills each of them', () => {
    const report = { schemaVersion: 1, evaluations: [scenario('drifted')] } as const
    const slices = (top: number | null) => documentsOf(emf(report, { top })).flatMap(({ SliceName }) => SliceName ?? [])
    expect([slices(1), slices(null)]).toEqual([['new-customers'], ['new-customers', 'established']])
  })

  it('a model that failed has a metric that says so, and none that looks healthy', () => {
    const [document] = documentsOf(emf({ schemaVersion: 1, evaluations: [FAILED] }, { top: null }))
    expect(document?._aws.CloudWatchMetrics[0]?.Metrics.map(({ Name }) => Name)).toEqual(['Failed'])
    expect(document?.['Failed']).toBe(1)
  })
})

describe('the github reporter', () => {
  it('puts a problem of the config at its line, once for all models', () => {
    const message = '2 problems in the config:\n  ctrain.yaml:12:5 models.churn: a, b\n  ctrain.yaml:14:1 unknown key'
    const broken = ['a', 'b'].map((model) => ({ ...FAILED, model, error: { kind: 'config', message, hint: null } as const }))
    expect(commandsOf(github({ schemaVersion: 1, evaluations: broken }))).toEqual([
      {
        level: 'error',
        properties: { title: 'ctrain: config error', file: 'ctrain.yaml', line: '12', col: '5' },
        message: 'models.churn: a, b',
      },
      {
        level: 'error',
        properties: { title: 'ctrain: config error', file: 'ctrain.yaml', line: '14', col: '1' },
        message: 'unknown key',
      },
    ])
  })

  it('of more annotations than GitHub shows, the last one says how many there are', () => {
    const evaluations = Array.from({ length: 25 }, (_, index) => ({ ...scenario('drifted'), model: `m${index}` }))
    const commands = commandsOf(github({ schemaVersion: 1, evaluations }))
    expect(commands).toHaveLength(10)
    expect(commands.at(-1)?.properties['title']).toBe('ctrain: 16 more')
  })
})
