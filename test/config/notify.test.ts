import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.js'
import { notifyEntries } from '../../src/pipeline/notify-targets.js'
import { createTestIo } from '../support/test-io.js'

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-notify-'))
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:drift'
const WEBHOOK = 'https://hooks.slack.com/services/T0FAKE000/fAkEfAkEfAkE'
const ENV = { SLACK_URL: WEBHOOK, SECRET: 'whsec-fake-fake-fake' }

function write(notify: string, defaults = ''): string {
  const file = path.join(folder, 'ctrain.yaml')
  writeFileSync(
    file,
    `version: 1
defaults: { ${defaults} }
models:
  churn:
    dataset: { source: "data/*.parquet", columns: { label: l, prediction: p } }
    metric: roc_auc
${notify === '' ? '' : `    notify: ${notify}\n`}`,
  )
  return file
}

async function load(notify: string, defaults = '') {
  const file = write(notify, defaults)
  return await loadConfig(file, createTestIo([], { cwd: folder, env: ENV }))
}

async function problem(notify: string): Promise<string> {
  return await load(notify).then(
    () => '',
    (error: unknown) => String(error),
  )
}

describe('notify', () => {
  it('has an SNS topic, an event bus or a webhook for each entry, with the values of defaults', async () => {
    const config = await load(
      `[{ sns: "${TOPIC}" }, { eventbridge: default, on: drifted }, { webhook: "\${SLACK_URL}", format: slack, secret: "\${SECRET}", timeout: 5s, retries: 0 }]`,
    )
    const delivery = { timeout: 10_000, retries: 3 }
    expect(config.models['churn']?.notify).toEqual([
      { on: ['drifted', 'inconclusive', 'error', 'failed'], target: { kind: 'sns', topic: TOPIC, ...delivery } },
      { on: ['drifted'], target: { kind: 'eventbridge', bus: 'default', source: 'ctrain', detailType: null, ...delivery } },
      {
        on: ['drifted', 'inconclusive', 'error', 'failed'],
        target: { kind: 'webhook', url: WEBHOOK, format: 'slack', secret: ENV.SECRET, headers: {}, timeout: 5_000, retries: 0 },
      },
    ])
  })

  it('of a model is told besides that of defaults; an empty list tells nobody', async () => {
    const defaults = `notify: [{ sns: "${TOPIC}" }]`
    const targets = async (notify: string) =>
      notifyEntries('churn', await load(notify, defaults)).map(({ entry, place }) => [entry.target.kind, place])
    expect(await targets('[{ eventbridge: default }]')).toEqual([
      ['sns', 'ctrain.yaml:2:22'],
      ['eventbridge', 'ctrain.yaml:7:14'],
    ])
    expect(await targets('')).toEqual([['sns', 'ctrain.yaml:2:22']])
    expect(await targets('[]')).toEqual([])
  })

  it.each([
    ['[{ on: [drifted] }]', 'ctrain.yaml:7:14 models.churn.notify[0]: names no target (add one of sns, eventbridge, webhook)'],
    [`[{ sns: "${TOPIC}", eventbridge: default }]`, 'notify[0]: names sns and eventbridge (make an entry of each)'],
    [`[{ sns: "${TOPIC}", on: [drift] }]`, 'notify[0].on[0]: is no event (choose from drifted, suspected,'],
    [`[{ sns: "${TOPIC}", on: drift }]`, 'notify[0].on: must be an event, or a list of events (choose from drifted,'],
    [`[{ sns: "${TOPIC}", on: [] }]`, 'notify[0].on: names no event (choose from drifted,'],
    [`[{ sns: "${TOPIC}", format: slack }]`, 'notify[0].format: belongs to webhook, not to sns (remove it)'],
    [`[{ sns: "${TOPIC}", secrt: x }]`, 'notify[0].secrt: unknown key (did you mean secret?)'],
    ['[{ sns: drift }]', 'notify[0].sns: is not the ARN of a topic (write arn:aws:sns:REGION:ACCOUNT:TOPIC)'],
    ['[{ eventbridge: "a b" }]', 'notify[0].eventbridge: is no event bus (write default, the name of a bus, or its ARN)'],
    ['[{ eventbridge: default, source: aws.sns }]', 'notify[0].source: can’t be the source of an event'],
    ['[{ webhook: "${SLACK_URL}", retries: 99 }]', 'notify[0].retries: must be a whole number from 0 to 10 (write e.g. 3)'],
    ['[{ webhook: "${SLACK_URL}", timeout: 1h }]', 'notify[0].timeout: must be from 0.1s to 30s (write e.g. 10s)'],
    ['[{ webhook: "${UNSET}" }]', 'environment variable UNSET is not set'],
    ['[{ webhook: "${SLACK_URL}", headers: { Host: x } }]', 'notify[0].headers.Host: is set by ctrain (remove it)'],
    ['[{ webhook: "${SLACK_URL}", headers: { "a b": x } }]', 'can’t be the name of a header (use letters, digits and -)'],
  ])('%s is a problem with its place and its fix', async (notify, message) => {
    expect(await problem(notify)).toContain(message)
  })

  it.each([
    ['"http://hooks.example/fAkEfAkE"', 'does not start with https:// (only a webhook on localhost may do without)'],
    ['"fAkEfAkE"', 'is no URL (write https://…)'],
    ['"https://user:fAkEfAkE@hooks.example/"', 'has credentials in it (send them in headers)'],
    ['[fAkEfAkE]', 'must be text (quote it)'],
    ['"${SLACK_URL}", secret: fAkEfAkE', 'is too short to sign with (use at least 16 characters)'],
    ['"${SLACK_URL}", secret: [fAkEfAkE]', 'must be text (quote it)'],
    ['"${SLACK_URL}", headers: { X-Key: [fAkEfAkE] }', 'must be text (quote it)'],
    ['"${SLACK_URL}", headers: { X-Key: "fAkEfAkE\\n" }', 'can’t be the value of a header (write one line of Latin letters)'],
    ['"${SLACK_URL}", headers: fAkEfAkE', 'must be a mapping (write { Authorization:'],
    ['"${SLACK_URL}", format: fAkEfAkE', 'is no format (choose from json, slack)'],
    ['"${SLACK_URL}", retries: fAkEfAkE', 'must be a whole number from 0 to 10 (write e.g. 3)'],
    ['"${SLACK_URL}", timeout: fAkEfAkE', 'is not a duration'],
    ['"${SLACK_URL}", on: fAkEfAkE', 'must be an event, or a list of events (choose from'],
    ['"${SLACK_URL}", on: [fAkEfAkE]', 'is no event (choose from'],
  ])('webhook: %s is refused without telling what may be a secret', async (webhook, message) => {
    const told = await problem(`[{ webhook: ${webhook} }]`)
    expect(told).toContain(message)
    expect(told).not.toMatch(/fAkE/)
  })

  it.each(['"${SLACK_URL}"', '["${SLACK_URL}"]', '{ webhook: "${SLACK_URL}" }', '[["${SLACK_URL}"]]'])(
    'notify: %s, which is no list of mappings, is refused without its address',
    async (notify) => {
      const told = await problem(notify)
      expect(told).toMatch(/must be a (list|mapping) \(write/)
      expect(told).not.toMatch(/fAkE/)
    },
  )

  it.each(['http://localhost:3000/x', 'http://127.0.0.1/x', 'http://[::1]:8080/', 'https://hooks.example/x'])(
    '%s may be a webhook',
    async (url) => {
      expect(await problem(`[{ webhook: "${url}" }]`)).toBe('')
    },
  )
})
