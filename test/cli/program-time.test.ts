// How long a program may take, and what becomes of what it has started.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { plugInProject, valuesOf } from '../support/plug-ins.js'
import { isRunning } from '../support/processes.js'
import type { Project } from '../support/project.js'

const ARROW = new URL('../../node_modules/apache-arrow/Arrow.node.mjs', import.meta.url).href

/** Far more than a pipe holds, so that a table is handed over only while it is read. */
const MANY = "SELECT i % 2 AS label, 0.5 AS score, i AS amount, if(i < 20000, 'eu', 'us') AS region FROM range(40000) AS r(i)"

/** A program that takes its time for each table. */
function slow(whenDone: string): string {
  return `import { setTimeout as sleep } from 'node:timers/promises'
import { RecordBatchReader } from ${JSON.stringify(ARROW)}
const numbers = []
for await (const reader of RecordBatchReader.readAll(process.stdin)) {
  let rows = 0
  for await (const batch of reader) rows += batch.numRows
  await sleep(700)
  ${whenDone}
}
if (numbers.length > 0) console.log(numbers.join('\\n'))`
}

async function program(text: string, more: Readonly<Record<string, unknown>> = {}, rows?: string): Promise<Project> {
  const metric = { command: [process.execPath, 'own.mjs'], direction: 'higher', ...more }
  return await plugInProject(metric, { 'own.mjs': text }, rows === undefined ? {} : { rows })
}

describe('the time-out of a program', () => {
  it.each([
    ['prints each number at once', 'console.log(rows)'],
    ['prints when it has read everything, as one that does not flush', 'numbers.push(rows)'],
  ])('is not for all tables together, if it %s', async (_, whenDone) => {
    // Nine tables take more than six seconds.
    const metric = { columns: ['amount', 'label', 'prediction'], buckets: 2, timeout: '4s' }
    expect(await valuesOf(await program(slow(whenDone), metric, MANY))).toEqual([20_000, 20_000, 40_000])
  })

  it.each([
    ['reads nothing', 'setInterval(() => {}, 1000)', 'gave no number within 2 s for slice eu'],
    ['reads and says nothing', 'process.stdin.resume(); setInterval(() => {}, 1000)', 'let it flush each number'],
    [
      'does not end when its input does',
      'for await (const _ of process.stdin);\nfor (let k = 0; k < 3; k++) console.log(k)\nsetInterval(() => {}, 1000)',
      'did not end within 2 s after its last number',
    ],
  ])('ends one that %s', async (_, text, problem) => {
    for (const rows of [undefined, MANY]) {
      const { code, err } = await (await program(text, { buckets: 0, timeout: '2s' }, rows)).run('score', '-m', 'm')
      expect([code, err]).toEqual([2, expect.stringContaining(problem)])
      expect(err).toMatch(/^error: ctrain\.yaml:\d+:\d+ the metric command /)
    }
  })
})

it('what a program leaves running ends with it', async () => {
  const text = `import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
for await (const _ of process.stdin);
const child = spawn('sleep', ['600'], { stdio: 'ignore' })
writeFileSync('child', String(child.pid))
for (let k = 0; k < 3; k++) console.log(k)
process.exit(0)`
  const project = await program(text, { buckets: 0 })
  expect(await valuesOf(project)).toEqual([0, 1, 2])
  const pid = readFileSync(path.join(project.folder, 'child'), 'utf8')
  await expect.poll(() => isRunning(pid)).toBe(false)
})
