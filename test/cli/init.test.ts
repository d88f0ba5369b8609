import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Ask, askAt } from '../../src/cli/ask.js'
import { interrupted } from '../../src/core/errors.js'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { onlyEvaluation } from '../support/project.js'
import { type Run, runCli } from '../support/test-io.js'

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))
const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn-training'
const data = mkdtempSync(path.join(os.tmpdir(), 'ctrain-init-data-'))

beforeAll(async () => {
  await copyToParquet(
    `${data}/ranking.parquet`,
    "SELECT 'q' || (i // 10) AS query_id, (i * 7) % 4 AS relevance, (i * 31 % 97) / 97 AS score FROM range(500) AS t(i)",
  )
  await copyToParquet(
    `${data}/classes.parquet`,
    "SELECT ['a', 'b', 'c'][1 + i % 3] AS label, ['a', 'b', 'c'][1 + i % 3 * (i % 7 > 0)::INT] AS prediction FROM range(300) AS t(i)",
  )
  await copyToParquet(
    `${data}/two.parquet`,
    'SELECT i % 2 AS target, (i // 2) % 2 AS label, (i % 100) / 100 AS score FROM range(400) AS t(i)',
  )
  await copyToParquet(`${data}/nothing.parquet`, "SELECT i AS amount, 'x' || i AS town FROM range(100) AS t(i)")
  await copyToParquet(
    `${data}/gaps.parquet`,
    "SELECT i % 2 AS label, CASE WHEN i % 10 = 0 THEN NULL WHEN i % 10 = 1 THEN 'nan'::DOUBLE ELSE (i % 97) / 97 END AS score FROM range(300) AS t(i)",
  )
  await copyToParquet(
    `${data}/words.parquet`,
    "SELECT ['yes', 'no'][1 + i % 2] AS label, (i % 100) / 100 AS score FROM range(400) AS t(i)",
  )
})

function folder(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'ctrain-init-'))
}

async function init(cwd: string, ...argv: string[]): Promise<Run> {
  return await runCli(['init', ...argv], { cwd })
}

/** Somebody who takes every proposal, but for the messages that are answered. */
function person(answers: readonly (readonly [message: RegExp, answer: string])[], asked: string[] = []): Ask {
  const answer = (message: string, initial: string) => {
    asked.push(message)
    return answers.find(([pattern]) => pattern.test(message))?.[1] ?? initial
  }
  return {
    text: async ({ message, initial }) => answer(message, initial),
    choose: async ({ message, initial }) => answer(message, initial),
  }
}

describe('ctrain init --yes', () => {
  it.each([
    ['churn', 'roc_auc', ['region=EU', 'region=US', 'region=APAC']],
    ['demand', 'rmse', ['store=suburb', 'store=online', 'store=city']],
    ['fraud', 'roc_auc', ['channel=card', 'channel=transfer']],
  ])('writes a config of the %s data that validates and has a score', async (name, metric, slices) => {
    const cwd = folder()
    const written = await init(cwd, '--yes', `${FIXTURES}/data/${name}`)
    expect([written.code, written.err]).toEqual([0, ''])
    expect(written.out).toContain(`ctrain score --model ${name}\n`)
    expect(await runCli(['validate'], { cwd })).toMatchObject({ code: 0, err: '' })
    const scored = onlyEvaluation(await runCli(['score', '-m', name, '-f', 'json'], { cwd }))
    expect(scored.score).toBeGreaterThan(0)
    expect([scored.metric?.name, scored.slices.map((slice) => slice.name)]).toEqual([metric, slices])
  })

  it('leaves evaluate to say that the first production score is to be recorded, after which it has a verdict', async () => {
    const cwd = folder()
    await init(cwd, '--yes', `${FIXTURES}/data/churn`)
    const before = await runCli(['evaluate', '-m', 'churn'], { cwd })
    expect([before.code, before.err]).toEqual([2, expect.stringContaining('a first one is stored by ctrain baseline record')])
    expect((await runCli(['baseline', 'record', '-m', 'churn'], { cwd })).code).toBe(0)
    expect(onlyEvaluation(await runCli(['evaluate', '-m', 'churn', '-f', 'json'], { cwd })).verdict).toBe('healthy')
  })

  it('prints the commented config and writes nothing with --dry-run; paths are relative to the config', async () => {
    const cwd = folder()
    mkdirSync(`${cwd}/config`)
    mkdirSync(`${cwd}/data/dt=2026-11-01`, { recursive: true })
    writeFileSync(
      `${cwd}/data/dt=2026-11-01/part-0.parquet`,
      readFileSync(`${FIXTURES}/data/churn/dt=2026-11-01/part-00000.parquet`),
    )
    const { code, out } = await init(
      cwd,
      '--yes',
      'data',
      '-o',
      'config/ctrain.yaml',
      '--dry-run',
      '--model',
      'churn',
      '--state-machine',
      MACHINE,
    )
    expect(code).toBe(0)
    expect(out).toContain('source: "../data/dt={date}/part-*.parquet"')
    expect(existsSync(`${cwd}/config/ctrain.yaml`)).toBe(false)
    await expect(out).toMatchFileSnapshot('../golden/init/churn.yaml')
  })

  it.each([
    ['ranking.parquet', 'ndcg@10'],
    ['classes.parquet', 'accuracy'],
  ])('knows the task of %s: %s', async (file, metric) => {
    const cwd = folder()
    expect(await init(cwd, '--yes', `${data}/${file}`, '-m', 'm')).toMatchObject({ code: 0, err: '' })
    expect(readFileSync(`${cwd}/ctrain.yaml`, 'utf8')).toMatch(new RegExp(`metric: "?${metric}"?\\n`))
    expect(onlyEvaluation(await runCli(['score', '-m', 'm', '-f', 'json'], { cwd })).score).toBeGreaterThan(0)
  })

  it('leaves out rows whose prediction is missing, and says so, so that the config runs', async () => {
    const cwd = folder()
    await init(cwd, '--yes', `${data}/gaps.parquet`, '-m', 'm')
    expect(readFileSync(`${cwd}/ctrain.yaml`, 'utf8')).toContain('# 60 predictions are null or not finite: ')
    const { score, dataset } = onlyEvaluation(await runCli(['score', '-m', 'm', '-f', 'json'], { cwd }))
    expect([score === null, dataset?.rowsDropped]).toEqual([false, 60])
  })

  it('names a config in the next steps as one word of a shell', async () => {
    const { out } = await init(folder(), '--yes', `${data}/ranking.parquet`, '-m', "it's", '-o', 'my config.yaml')
    expect(out).toContain("ctrain score --model 'it'\\''s' --config 'my config.yaml'\n")
  })

  it('refers to the JSON Schema of an installed ctrain', async () => {
    const cwd = folder()
    mkdirSync(`${cwd}/node_modules/ctrain/dist`, { recursive: true })
    writeFileSync(`${cwd}/node_modules/ctrain/dist/schema.json`, '{}')
    await init(cwd, '--yes', `${data}/ranking.parquet`)
    expect(readFileSync(`${cwd}/ctrain.yaml`, 'utf8')).toMatch(
      /^# yaml-language-server: \$schema=node_modules\/ctrain\/dist\/schema.json\n/,
    )
  })

  it.each([
    [['--yes'], 'no SOURCE was given'],
    [['--yes', 'absent'], 'no file matches absent'],
    [['--yes', 'two.parquet'], 'it is not clear which column is the label: '],
    [['--yes', 'nothing.parquet'], 'no column looks like a label\nhint: say it with --label'],
    [['--yes', 'two.parquet', '--label', 'label', '--metric', 'auc'], '--metric is no metric (did you mean'],
    [
      ['--yes', 'two.parquet', '--label', 'label', '--state-machine', 'arn:x'],
      '--state-machine is not the ARN of a state machine',
    ],
    [['--yes', 'two.parquet', '--label', 'label', '--slices', 'score'], "--slices can't be by score"],
    [['--yes', 'two.parquet', '--label', 'score', '--prediction', 'score'], 'label and prediction are both score'],
    [['--yes', 'words.parquet'], 'label label is text and prediction score is number'],
    [[], 'there is no terminal to ask questions at\nhint: decide by flags: ctrain init --yes SOURCE'],
  ])('of %j says what is to be decided, and writes nothing', async (argv, message) => {
    const cwd = folder()
    const { code, out, err } = await init(cwd, ...argv.map((arg) => (arg.endsWith('.parquet') ? `${data}/${arg}` : arg)))
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(existsSync(`${cwd}/ctrain.yaml`)).toBe(false)
  })

  it('never overwrites', async () => {
    const cwd = folder()
    writeFileSync(`${cwd}/ctrain.yaml`, 'mine')
    expect(await init(cwd, '--yes', `${data}/ranking.parquet`)).toMatchObject({
      code: 2,
      err: expect.stringContaining('ctrain.yaml exists and is not overwritten\nhint: '),
    })
    expect(readFileSync(`${cwd}/ctrain.yaml`, 'utf8')).toBe('mine')
  })
})

describe('ctrain init at a terminal', () => {
  it('asks few questions, each with a proposal, and asks again for a source that has no files', async () => {
    const cwd = folder()
    const asked: string[] = []
    let sources = [`${data}/absent`, `${FIXTURES}/data/churn`]
    const someone = person(
      [
        [/Slices/, ''],
        [/ARN/, MACHINE],
      ],
      asked,
    )
    const ask: Ask = {
      ...someone,
      text: async (question) => {
        if (!/path, glob/.test(question.message)) return await someone.text(question)
        const [next = '', ...rest] = sources
        sources = rest
        return next
      },
    }
    const { code, err } = await runCli(['init'], { cwd, ask })
    expect([code, err]).toEqual([0, expect.stringContaining('no file matches')])
    expect(asked).toHaveLength(7)
    const yaml = readFileSync(`${cwd}/ctrain.yaml`, 'utf8')
    expect(yaml).toContain('slices: all')
    expect(yaml).toContain(MACHINE)
  })

  it('writes nothing when the questions are broken off, exit 130', async () => {
    const cwd = folder()
    const ask: Ask = { ...person([]), choose: async () => Promise.reject(interrupted()) }
    const run = await runCli(['init', `${FIXTURES}/data/churn`], { cwd, ask })
    expect(run).toEqual({ code: 130, out: '', err: 'interrupted\n' })
    expect(existsSync(`${cwd}/ctrain.yaml`)).toBe(false)
  })
})

describe('questions', () => {
  /** A terminal at which these keys are pressed, one after another. */
  function typed(keys: readonly string[]): Ask {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 })
    output.resume()
    for (const [index, key] of keys.entries()) setTimeout(() => input.write(key), 30 * (index + 1))
    return askAt({ input, output, signal: new AbortController().signal })
  }

  const CHOICES = ['a', 'b', 'c'].map((value) => ({ value, label: value }))
  const [DOWN, ENTER, CTRL_C] = ['\u001b[B', '\r', '\u0003']

  it('are answered with arrow keys or text, and broken off with Ctrl-C', async () => {
    expect(await typed([DOWN, ENTER]).choose({ message: '?', choices: CHOICES, initial: 'b' })).toBe('c')
    expect(await typed(['x', ENTER]).text({ message: '?', initial: 'churn', problem: () => null })).toBe('churnx')
    await expect(typed([CTRL_C]).text({ message: '?', initial: '', problem: () => null })).rejects.toMatchObject({
      kind: 'interrupted',
    })
  })

  it('of many choices are searched', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ value: `f${index}`, label: `f${index}` }))
    expect(await typed(['f', '7', '7', '7', ENTER]).choose({ message: '?', choices: many, initial: 'f0' })).toBe('f777')
  })
})
