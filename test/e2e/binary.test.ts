import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { type Started, startChild } from '../support/child.js'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { binaryModel, createProject } from '../support/project.js'
import { SLOW_DOWN } from '../support/s3-server.js'

const BIN = fileURLToPath(new URL('../../bin/ctrain.js', import.meta.url))
const CONFIG = fileURLToPath(new URL('../../fixtures/ctrain.yaml', import.meta.url))
const aws = useAws()

/** Unsets what `useAws` has set for this process. */
const NO_AWS = {
  AWS_ENDPOINT_URL_S3: '',
  AWS_ENDPOINT_URL_SFN: '',
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_REGION: '',
}

function start(argv: readonly string[], options: { readonly cwd?: string; readonly env?: Record<string, string> } = {}): Started {
  return startChild([process.execPath, BIN, ...argv], {
    cwd: options.cwd ?? path.dirname(CONFIG),
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: '', ...options.env },
  })
}

describe('the built program', () => {
  it('evaluates the fixtures, with the report on stdout and nothing on stderr', async () => {
    const { code, out, err } = await start(['evaluate', '-m', 'churn']).done
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('churn DRIFTED: ')
  })

  it('colours only a terminal: NO_COLOR and a pipe are plain, FORCE_COLOR is not', async () => {
    expect((await start(['evaluate', '-m', 'churn']).done).out).not.toContain('\u001b[')
    expect((await start(['evaluate', '-m', 'churn'], { env: { FORCE_COLOR: '1' } }).done).out).toContain('\u001b[')
    expect((await start(['evaluate', '-m', 'churn', '--no-color'], { env: { FORCE_COLOR: '1' } }).done).out).not.toContain(
      '\u001b[',
    )
  })

  it('a reader that has seen enough (| head) is no failure', async () => {
    const { child, done } = start(['evaluate', '--all', '-f', 'json'])
    child.stdout?.destroy()
    const { code, err } = await done
    expect([code, err]).toEqual([0, ''])
  })

  it('retrains through the real SDK, whose Node 20 warning stays out of stderr', async () => {
    const { code, out, err } = await start(['retrain-if-drifted', '-m', 'churn'], { env: { ...aws().env } }).done
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/retrain {4}started: the training was started\nexecution {2}arn:aws:states:/)
  })

  it('takes region, credentials and endpoint from the profile, with path style for a custom endpoint', async () => {
    const { s3 } = aws()
    s3.put('models', 'churn.json', '{"auc": 0.86}')
    const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-profile-'))
    const endpoint = s3.url.replace('127.0.0.1', 'localhost')
    writeFileSync(
      path.join(folder, 'config'),
      `[profile ml]\nregion = eu-west-1\nendpoint_url = ${endpoint}\naws_access_key_id = a\naws_secret_access_key = b\n`,
    )
    const project = createProject({ m: binaryModel({ production: { score: 's3://models/churn.json#/auc' } }) })
    await copyToParquet(
      `${project.folder}/data/part.parquet`,
      'SELECT i % 2 AS label, (i % 2)::DOUBLE AS score FROM range(10) AS r(i)',
    )
    const env = { ...NO_AWS, AWS_CONFIG_FILE: path.join(folder, 'config'), AWS_PROFILE: 'ml' }
    const { code, out, err } = await start(['evaluate', '-m', 'm'], { cwd: project.folder, env }).done
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('production 0.8600 (s3://models/churn.json#/auc)')
    expect(s3.requests.at(-1)).toMatchObject({ bucket: 'models', key: 'churn.json' })
  })

  it('leaves no temporary files behind', async () => {
    const TMPDIR = mkdtempSync(path.join(os.tmpdir(), 'ctrain-tmp-'))
    await start(['evaluate', '--all'], { env: { TMPDIR } }).done
    expect(readdirSync(TMPDIR)).toEqual([])
  })

  it.each([
    ['SIGINT', 130, 'log_loss', 300],
    ['SIGTERM', 143, 'log_loss', 300],
    ['SIGINT', 130, 'roc_auc', 1500],
    ['SIGINT', 130, 'roc_auc', 2500],
  ] as const)('%s ends it with %i, without report and temporary files (%s, after %i ms)', async (signal, code, metric, delay) => {
    const slices = metric === 'log_loss' ? slowSlices() : manySlices()
    const project = createProject({ m: binaryModel({ metric, slices }) })
    await copyToParquet(
      `${project.folder}/data/big.parquet`,
      'SELECT i % 2 AS label, random() AS score, i % 97 AS n, md5(i::VARCHAR) AS t FROM range(4000000) AS r(i)',
    )
    const TMPDIR = mkdtempSync(path.join(os.tmpdir(), 'ctrain-tmp-'))
    const { child, done } = start(['evaluate', '-m', 'm'], { cwd: project.folder, env: { TMPDIR } })
    await expect.poll(() => readdirSync(TMPDIR).length, { timeout: 10_000 }).toBeGreaterThan(0)
    setTimeout(() => child.kill(signal), delay)
    const ended = await done
    expect({ ...ended, signal: null }).toEqual({ code, signal: null, out: '', err: 'interrupted\n' })
    expect(readdirSync(TMPDIR)).toEqual([])
  })

  it('a signal between two attempts of a request ends it with 130, not with the signal after a grace', async () => {
    const { s3 } = aws()
    s3.put('lake', 'busy/x.parquet', 'x')
    s3.onRequest = () => SLOW_DOWN
    const before = s3.requests.length
    const project = createProject({
      m: binaryModel({ dataset: { source: 's3://lake/busy/', columns: { label: 'y', prediction: 'p' } } }),
    })
    const { child, done } = start(['evaluate', '-m', 'm'], { cwd: project.folder, env: { AWS_MAX_ATTEMPTS: '10' } })
    // The waits have grown to seconds by then.
    await expect.poll(() => s3.requests.length - before, { timeout: 60_000 }).toBe(6)
    child.kill('SIGINT')
    expect(await done).toEqual({ code: 130, signal: null, out: '', err: 'interrupted\n' })
    s3.onRequest = undefined
  })

  it.runIf(existsSync('/dev/full'))('a report that can’t be written is exit 3, not a verdict (needs /dev/full)', async () => {
    const child = spawn('sh', ['-c', `"${process.execPath}" "${BIN}" evaluate -m churn -c "${CONFIG}" > /dev/full`])
    let err = ''
    child.stderr.on('data', (text) => {
      err += text
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(code).toBe(3)
    expect(err).toMatch(/^error: the report can't be written: .*ENOSPC/)
  })
})

/** Slices that keep the walk over the sorted rows busy for many seconds, as each row is in hundreds of them. */
function manySlices() {
  return Array.from({ length: 1000 }, (_, index) => ({
    name: `s${index}`,
    where: `n >= ${index % 97}`,
    weight: index === 0 ? 1 : 0,
  }))
}

/** Predicates that keep the engine busy for seconds. */
function slowSlices() {
  const where = Array.from({ length: 30 }, (_, index) => `regexp_matches(t, '(a|b)+${index}.*[c-f]{3}')`)
  return where.map((predicate, index) => ({ name: `s${index}`, where: predicate, weight: index === 0 ? 1 : 0 }))
}
