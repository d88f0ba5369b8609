// The GitHub Action: its metadata by the schema, and its steps as the runner runs them.
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { validateAction } from '@action-validator/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startChild } from './support/child.js'
import { readAction, type Used, useAction } from './support/github-runner.js'
import { headersOf, type LocalServer, listen, readBody, send } from './support/http-server.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CONFIG = path.join(ROOT, 'fixtures', 'ctrain.yaml')
const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-action-'))

const Sent = z.object({ body: z.string() })

let github: LocalServer
let requests: { readonly call: string; readonly token: string | undefined; readonly text: string }[] = []
let comments: { readonly id: number; readonly body: string }[] = []
let status = 200

beforeAll(async () => {
  github = await listen(async (request, response) => {
    const text = (await readBody(request)).toString()
    requests.push({ call: `${request.method} ${request.url}`, token: headersOf(request)['authorization'], text })
    if (request.method === 'POST') comments.push({ id: 7, ...Sent.parse(JSON.parse(text)) })
    const page = Number(/page=(\d+)$/.exec(request.url ?? '')?.[1])
    const body = Buffer.from(JSON.stringify(request.method === 'GET' ? comments.slice(100 * (page - 1), 100 * page) : {}))
    send({ status, headers: { 'content-type': 'application/json' }, body }, request, response)
  })
  // The tests' own build is what the action would install; npm would take half a minute for the same.
  writeFileSync(path.join(folder, 'npm'), `#!/bin/sh\nprintf '%s\\n' "$*" >> "${folder}/npm.log"\n`, { mode: 0o755 })
})

beforeEach(() => {
  requests = []
  comments = []
  status = 200
  writeFileSync(path.join(folder, 'npm.log'), '')
})

afterAll(async () => await github.close())

async function use(inputs: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}): Promise<Used> {
  const PATH = `${folder}${path.delimiter}${process.env['PATH']}`
  return await useAction(ROOT, inputs, { PATH, CTRAIN_CACHE_DIR: path.join(folder, 'cache'), ...env })
}

function npmCalls(): string[] {
  return readFileSync(path.join(folder, 'npm.log'), 'utf8').split('\n').filter(Boolean)
}

/** The environment of a job that such an event has set off. */
function eventOf(text: string) {
  const GITHUB_EVENT_PATH = path.join(folder, 'event.json')
  writeFileSync(GITHUB_EVENT_PATH, text)
  const GITHUB_REPOSITORY = 'ml/models'
  return { GITHUB_API_URL: github.url, GITHUB_EVENT_PATH, GITHUB_REPOSITORY, GITHUB_WORKFLOW: 'drift', GITHUB_JOB: 'check' }
}

describe('action.yml', () => {
  const { inputs, runs } = readAction(`${ROOT}action.yml`)

  it('is metadata as GitHub wants it', () => {
    expect(validateAction(readFileSync(`${ROOT}action.yml`, 'utf8')).errors).toEqual([])
  })

  it('puts no expression into a script, where an input would be code', () => {
    expect(runs.steps.filter(({ run }) => run?.includes('${{'))).toEqual([])
  })

  it('hands every input to a step, under a name that the scripts read', () => {
    const handed = JSON.stringify(runs.steps)
    expect(Object.keys(inputs).filter((name) => !handed.includes(`inputs.${name}`))).toEqual([])
    const scripts = readdirSync(`${ROOT}.github/action`).map((name) => readFileSync(`${ROOT}.github/action/${name}`, 'utf8'))
    const unread = runs.steps.flatMap(({ env, run = '' }) =>
      Object.keys(env).filter((name) => ![run, ...scripts].some((text) => text.includes(name))),
    )
    expect(unread).toEqual([])
  })
})

describe('a run of the action', () => {
  it('installs its own revision, adds the report to summary and pull request, and fails with the exit code of ctrain', async () => {
    comments = [{ id: 1, body: 'looks good' }]
    const inputs = { model: 'churn-healthy\nchurn', config: CONFIG, 'fail-on-drift': 'true', comment: 'true' }
    const { code, outputs, summary, log } = await use(inputs, eventOf('{"pull_request": {"number": 12}}'))
    expect(code, log).toBe(1)
    expect(npmCalls()).toEqual(['ci --ignore-scripts --no-audit --no-fund', 'run --silent build'])
    expect(outputs).toMatchObject({ verdict: 'drifted', 'exit-code': '1' })
    expect(JSON.parse(outputs['verdicts'] ?? '')).toEqual({ churn: 'drifted', 'churn-healthy': 'healthy' })
    expect(JSON.parse(readFileSync(outputs['report'] ?? '', 'utf8'))).toMatchObject({ schemaVersion: 1 })
    const markdown = readFileSync(outputs['markdown'] ?? '', 'utf8').trim()
    expect(markdown).toContain('new-customers')
    expect(summary.trim()).toBe(markdown)
    expect(comments[1]?.body).toContain(markdown)
    expect(log).toContain('churn DRIFTED: ')
  })

  it('takes what looks like a script for what it is, and says in the summary when there is no report', async () => {
    const hostile = `"; touch ${folder}/pwned; $(touch ${folder}/pwned) '\`touch ${folder}/pwned\``
    const inputs = { model: hostile, config: hostile, 'fail-on-drift': hostile, args: '--no-such-option\n' }
    const { code, outputs, summary } = await use(inputs)
    expect(code).toBe(2)
    expect(outputs).toEqual({ verdict: 'error', verdicts: '{}', 'exit-code': '2', report: '', markdown: '' })
    expect(summary).toBe('ctrain ended with exit code 2 before there was a report; its log says why.\n')
    expect(existsSync(path.join(folder, 'pwned'))).toBe(false)
  })
})

describe('what is installed', () => {
  it('is the release that is named', async () => {
    await use({ version: '0.1.0' })
    expect(npmCalls()).toEqual([expect.stringMatching(/^install --prefix \S+ --no-save --no-audit --no-fund ctrain@0\.1\.0$/)])
  })

  it.each(['npm:other@1.0.0', '../elsewhere', '--global', '1.0.0 other'])('is not %s', async (version) => {
    const { code, log } = await use({ version })
    expect([code, log]).toEqual([2, '::error title=ctrain::version is not that of a release, such as 0.1.0\n'])
    expect(npmCalls()).toEqual([])
  })
})

describe('the comment', () => {
  async function comment(report: string, event = '{"pull_request": {"number": 12}}') {
    const MARKDOWN = path.join(folder, 'report.md')
    writeFileSync(MARKDOWN, report)
    const env = { ...process.env, ...eventOf(event), MARKDOWN, COMMENT_KEY: 'evaluate churn', GITHUB_TOKEN: 'secret' }
    return await startChild([process.execPath, `${ROOT}.github/action/comment.mjs`], { env }).done
  }

  it('is written once per pull request and job, and replaced by later runs', async () => {
    expect(await comment('first')).toMatchObject({ code: 0, out: '', err: '' })
    expect(await comment('second')).toMatchObject({ code: 0, out: '', err: '' })
    const all = '/repos/ml/models/issues/12/comments'
    expect(requests.map(({ call }) => call)).toEqual([
      `GET ${all}?per_page=100&page=1`,
      `POST ${all}`,
      `GET ${all}?per_page=100&page=1`,
      'PATCH /repos/ml/models/issues/comments/7',
    ])
    expect(new Set(requests.map(({ token }) => token))).toEqual(new Set(['Bearer secret']))
    expect(requests.at(-1)?.text).toContain('second')
  })

  it('is looked for on every page, and is short where the report is too long for GitHub', async () => {
    comments = Array.from({ length: 100 }, (_, id) => ({ id, body: 'looks good' }))
    await comment('x'.repeat(70_000))
    expect(requests.map(({ call }) => call)).toContainEqual(expect.stringMatching(/page=2$/))
    expect(comments.at(-1)?.body).toContain('The report of ctrain is too long for a comment: see the summary of the job.\n')
  })

  it('is no reason to fail when it can’t be written, or there is no pull request', async () => {
    status = 403
    const call = 'GET /repos/ml/models/issues/12/comments?per_page=100&page=1'
    const denied = `::warning title=ctrain::the comment could not be written: ${call}: HTTP 403\n`
    expect(await comment('report')).toMatchObject({ code: 0, out: denied, err: '' })
    const none = '::notice title=ctrain::no comment was written: this run is not that of a pull request\n'
    expect(await comment('report', '{}')).toMatchObject({ code: 0, out: none, err: '' })
  })
})
