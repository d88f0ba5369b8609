// The built program with plug-ins that never come back: a signal ends it, and nothing is left behind.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { moduleProject, plugInProject } from '../support/plug-ins.js'
import { isRunning } from '../support/processes.js'
import type { Project } from '../support/project.js'

const BIN = fileURLToPath(new URL('../../bin/ctrain.js', import.meta.url))

async function interrupted(project: Project, argv: readonly string[]) {
  const TMPDIR = mkdtempSync(path.join(os.tmpdir(), 'ctrain-tmp-'))
  const child = spawn(process.execPath, [BIN, ...argv], { cwd: project.folder, env: { ...process.env, TMPDIR } })
  let err = ''
  child.stderr.on('data', (text) => {
    err += text
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  const started = path.join(project.folder, 'started')
  await expect.poll(() => existsSync(started), { timeout: 20_000 }).toBe(true)
  child.kill('SIGINT')
  return { code: await ended, err, left: readdirSync(TMPDIR) }
}

const START = "import { writeFileSync } from 'node:fs'\nconst start = () => writeFileSync('started', '')\n"
const COMPUTE = (body: string) => `${START}export default { direction: 'higher', compute() { start(); ${body} } }`
const ENDLESS = {
  'a loop in compute': COMPUTE('for (;;) {}'),
  'a promise of compute': COMPUTE('return new Promise(() => {})'),
  'a loop in finish': `${START}export default { direction: 'higher', sums: { n: '1' }, finish() { start(); for (;;) {} } }`,
  'a loop at import': `${START}start(); for (;;) {}`,
  'an await at import': `${START}start(); await new Promise(() => {})`,
}

describe('a signal ends the program at once with 130, without temporary files', () => {
  for (const command of [['score', '-m', 'm'], ['validate']]) {
    it.each(Object.entries(ENDLESS))(`${command[0]}, with %s`, async (_, text) => {
      expect(await interrupted(await moduleProject(text), command)).toEqual({ code: 130, err: 'interrupted\n', left: [] })
    })
  }

  it('score, with a program, which ends as well as what it has started', async () => {
    const text = `import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
const child = spawn('sleep', ['600'], { stdio: 'ignore' })
writeFileSync('child', String(child.pid))
writeFileSync('started', '')
setInterval(() => {}, 1000)`
    const metric = { command: [process.execPath, 'own.mjs'], direction: 'higher' }
    const project = await plugInProject(metric, { 'own.mjs': text })
    expect(await interrupted(project, ['score', '-m', 'm'])).toEqual({ code: 130, err: 'interrupted\n', left: [] })
    expect(isRunning(readFileSync(path.join(project.folder, 'child'), 'utf8'))).toBe(false)
  })
})

describe('a module', () => {
  it('keeps the program no longer than its value takes', async () => {
    const text = `setInterval(() => {}, 1000)\nexport default { direction: 'higher', compute: (table) => table.numRows }`
    const { folder } = await moduleProject(text)
    const child = spawn(process.execPath, [BIN, 'score', '-m', 'm'], { cwd: folder, stdio: 'ignore' })
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
  })

  it('can’t end the program as if all were well', async () => {
    const { folder } = await moduleProject("export default { direction: 'higher', compute() { process.exit(0) } }")
    const child = spawn(process.execPath, [BIN, 'score', '-m', 'm'], { cwd: folder, stdio: 'ignore' })
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2)
  })
})
