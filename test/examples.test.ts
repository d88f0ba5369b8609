// The examples of docs/examples and the recipes: each is what its reader takes it for, and what it shows is what happens.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { validateWorkflow } from '@action-validator/core'
import { DockerfileParser } from 'dockerfile-ast'
import { afterEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { churnOf } from './support/churn.js'
import { readAction } from './support/github-runner.js'
import { plugInProject, valuesOf } from './support/plug-ins.js'
import { createProject, onlyEvaluation } from './support/project.js'
import { runCli } from './support/test-io.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const EXAMPLES = `${ROOT}docs/examples/`
const PYTHON = recipe('custom-metric-in-python')
const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-examples-'))
const project = createProject({
  churn: churnOf({ retrain: { state_machine: 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn' } }, 1),
})

const Container = z.looseObject({ image: z.string(), args: z.array(z.string()) })
const CronJob = z.object({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('CronJob'),
  metadata: z.object({ name: z.string() }),
  spec: z.looseObject({
    schedule: z.string(),
    jobTemplate: z.object({
      spec: z.looseObject({ template: z.object({ spec: z.looseObject({ containers: z.tuple([Container]) }) }) }),
    }),
  }),
})
const Task = z.looseObject({
  containerDefinitions: z.tuple([
    z.looseObject({ command: z.array(z.string()), mountPoints: z.array(z.looseObject({ containerPath: z.string() })) }),
  ]),
})
const GitLab = z.strictObject({
  drift: z.strictObject({
    stage: z.string(),
    image: z.strictObject({ name: z.string(), entrypoint: z.array(z.string()) }),
    rules: z.array(z.strictObject({ if: z.string() })),
    variables: z.record(z.string(), z.string()),
    cache: z.strictObject({ key: z.string(), paths: z.array(z.string()) }),
    script: z.tuple([z.string()]),
    artifacts: z.strictObject({
      when: z.enum(['always', 'on_failure', 'on_success']),
      expire_in: z.string(),
      paths: z.array(z.string()),
      reports: z.strictObject({ junit: z.string() }),
    }),
  }),
})
const Workflow = z.looseObject({
  jobs: z.object({
    drift: z.looseObject({
      steps: z.array(z.looseObject({ uses: z.string().optional(), with: z.record(z.string(), z.string()).default({}) })),
    }),
  }),
})

const gitlab = GitLab.parse(parse(read('gitlab-ci.yml'))).drift
const [task] = Task.parse(JSON.parse(read('ecs-task.json'))).containerDefinitions
const [container] = CronJob.parse(parse(read('kubernetes-cronjob.yaml'))).spec.jobTemplate.spec.template.spec.containers

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  crontab: wordsAfterCtrain(/^[\d*]+ [\d*]+ [\d*]+ [\d*]+ [\d*]+ {2}cd \S+ && (.+)$/m.exec(read('crontab'))?.[1]),
  'ctrain.service': wordsAfterCtrain(/^ExecStart=\S*\/(ctrain .+)$/m.exec(read('ctrain.service'))?.[1]),
  'gitlab-ci.yml': wordsAfterCtrain(gitlab.script[0]),
  'ecs-task.json': task.command,
  'kubernetes-cronjob.yaml': container.args,
}

describe('the command line', () => {
  it.each(Object.entries(COMMANDS))('of %s runs, and finds the drift of the fixtures', async (_, words) => {
    const argv = words.map((word) => word.replace(/^(\w+)=(?:.*\/)?([\w.]+)$/, `$1=${folder}/$2`))
    const isStart = words[0] === 'retrain-if-drifted'
    const { code, out, err } = await project.run(...argv, ...(isStart ? ['--dry-run'] : []))
    expect([code, err]).toEqual([words.includes('--fail-on-drift') ? 1 : 0, ''])
    expect(out).toContain('drifted')
  })
})

describe('the workflow of GitHub', () => {
  const text = read('github-workflow.yml')

  it('is one as GitHub wants it', () => {
    expect(validateWorkflow(text).errors).toEqual([])
  })

  it('gives the action inputs that it has, and reads outputs that it has', () => {
    const { inputs, outputs } = readAction(`${ROOT}action.yml`)
    const step = Workflow.parse(parse(text)).jobs.drift.steps.find(({ uses }) => uses?.includes('/ctrain@'))
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step?.with ?? { none: '' })))
    const read = [...text.matchAll(/steps\.ctrain\.outputs\.([\w-]+)/g)].map(([, name]) => name)
    expect(Object.keys(outputs)).toEqual(expect.arrayContaining(read))
  })
})

describe('the job of GitLab', () => {
  it('hands in the reports that it writes, failed or not', () => {
    expect(gitlab.script[0]).toContain(`junit=${gitlab.artifacts.reports.junit}`)
    expect(gitlab.script[0]).toContain(`html=${gitlab.artifacts.paths[0]}`)
    expect(gitlab.artifacts.when).toBe('always')
    expect(`${gitlab.variables['CTRAIN_CACHE_DIR']}/`).toContain(gitlab.cache.paths[0])
  })
})

const hasSystemd = spawnSync('systemd-analyze', ['--version'], { stdio: 'ignore' }).status === 0

describe('the units of systemd', () => {
  it('may write where the command line writes, and nowhere else', () => {
    const service = read('ctrain.service')
    const written = [...service.matchAll(/=(\/var\/\w+)\/ctrain/g)].map(([, place]) => place)
    expect(written).toEqual(['/var/cache', '/var/lib'])
    expect(service).toMatch(/^CacheDirectory=ctrain$/m)
    expect(service).toMatch(/^StateDirectory=ctrain$/m)
  })

  it.runIf(hasSystemd)('are right in the eyes of systemd (needs systemd-analyze, else it does not run)', () => {
    for (const name of ['ctrain.service', 'ctrain.timer']) {
      writeFileSync(path.join(folder, name), read(name).replace('/usr/local/bin/ctrain', '/bin/true'))
    }
    const units = ['ctrain.service', 'ctrain.timer'].map((name) => path.join(folder, name))
    expect(execFileSync('systemd-analyze', ['verify', ...units], { encoding: 'utf8', stdio: 'pipe' })).toBe('')
  })
})

describe('the task of ECS', () => {
  it('mounts what the image declares as volumes: others would belong to root', () => {
    const [volumes = ''] = /^VOLUME (.+)$/m.exec(readFileSync(`${ROOT}Dockerfile`, 'utf8'))?.slice(1) ?? []
    expect(task.mountPoints.map(({ containerPath }) => containerPath)).toEqual(JSON.parse(volumes))
  })
})

describe('the images made of ctrain’s', () => {
  it.each(['config.Dockerfile', 'lambda.Dockerfile'])('%s copies files that the examples have', (name) => {
    const file = DockerfileParser.parse(read(name))
    expect(file.getFROMs()[0]?.getImage()).toMatch(/^ctrain:\d+\.\d+\.\d+$/)
    const copied = file.getCOPYs().flatMap((each) => (each.getFromFlag() === null ? each.getArguments().slice(0, -1) : []))
    // The config is the reader's own.
    for (const from of copied.map((each) => each.getValue())) expect(from === 'ctrain.yaml' || read(from) !== '').toBe(true)
  })
})

describe('the function of Lambda', () => {
  const context = { getRemainingTimeInMillis: () => 60_000 }
  const Module = z.object({
    handler: z.custom<(event: unknown, context: unknown) => Promise<unknown>>((value) => typeof value === 'function'),
  })

  /** Calls it in a folder as the image has it, with the config beside it. */
  async function invoke(model: Readonly<Record<string, unknown>>, event?: unknown): Promise<unknown> {
    const { handler } = Module.parse(await import(`${EXAMPLES}lambda.mjs`))
    process.chdir(createProject({ churn: churnOf(model, 1) }).folder)
    return await handler(event, context)
  }

  afterEach(() => process.chdir(ROOT))

  it('fails where a model has no verdict, so that an alarm rings', async () => {
    await expect(invoke({ drift: { max_drop: '5%', min_rows: 1e6 } })).rejects.toThrow(/^churn: .*1000000$/)
  })

  it('answers with the verdict of each model', async () => {
    const retrain = { state_machine: 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn' }
    expect(await invoke({ production: { score: 0.5 }, retrain }, { models: ['churn'] })).toEqual([
      { model: 'churn', verdict: 'healthy', retrain: 'not_needed' },
    ])
  })
})

describe('the recipe to choose X', () => {
  it('shows the score and the drop of each day', async () => {
    const rows = [...recipe('choose-max-drop').matchAll(/^\| (2026-\d\d-\d\d) \| (.+) \| (.+) \|$/gm)]
    expect(rows).toHaveLength(5)
    for (const [, day = '', score, drop] of rows) {
      const run = await runCli(
        ['evaluate', '--model', 'churn-healthy', '--date', day, '--no-history', '-c', 'fixtures/ctrain.yaml', '-f', 'json'],
        { cwd: ROOT },
      )
      const evaluation = onlyEvaluation(run)
      const relative = (100 * (evaluation.drop?.relative ?? Number.NaN)).toFixed(2).replace('-', '−')
      expect([evaluation.score?.toFixed(4), `${relative} %`]).toEqual([score, drop])
    }
  })
})

describe('the recipe across accounts', () => {
  it('has a config that is valid', async () => {
    const config = `${EXAMPLES}cross-account.yaml`
    expect(await runCli(['validate', '--config', config], { cwd: ROOT })).toMatchObject({ code: 0, err: '' })
  })
})

const hasPyarrow = spawnSync('python3', ['-c', 'import pyarrow'], { stdio: 'ignore' }).status === 0

describe.runIf(hasPyarrow)('a metric in Python (needs python3 with pyarrow, else it does not run)', () => {
  it('is that of the SQL beside it', async () => {
    const [python, sql] = [...PYTHON.matchAll(/```yaml\n(metric:[^`]+)```/g)].map(([, text = '']) => parse(text).metric)
    const rows = `SELECT i % 2 AS label, (i % 10) / 10.0 AS score, 50.0 + i AS revenue, ['eu', 'us'][1 + i % 3 % 2] AS region
      FROM range(40) AS r(i)`
    const program = { 'profit.py': read('profit.py') }
    const inPython = await valuesOf(await plugInProject(python, program, { rows }))
    const inSql = await valuesOf(await plugInProject(sql, {}, { rows }))
    for (const [index, value] of inPython.entries()) expect(value).toBeCloseTo(inSql[index] ?? Number.NaN, 9)
  })
})

function read(name: string): string {
  return readFileSync(EXAMPLES + name, 'utf8')
}

function wordsAfterCtrain(command = ''): readonly string[] {
  const [program, ...words] = command.split(' ')
  if (program !== 'ctrain') throw new Error(`${command} does not run ctrain`)
  return words
}

function recipe(name: string): string {
  return readFileSync(`${ROOT}docs/recipes/${name}.md`, 'utf8')
}
