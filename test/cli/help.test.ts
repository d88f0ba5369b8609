import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands/index.js'
import { EXIT_CODES } from '../../src/cli/exit-codes.js'
import { FORMATS } from '../../src/reporters/index.js'
import { runCli } from '../support/test-io.js'

describe('help', () => {
  it('lists every command with its summary, and every exit code', async () => {
    const { code, out, err } = await runCli(['--help'])
    expect([code, err]).toEqual([0, ''])
    const text = out.replaceAll(/\s+/g, ' ')
    for (const { name, summary } of COMMANDS) expect(text).toMatch(new RegExp(`${name} .*${summary}`))
    for (const [exit, meaning] of Object.entries(EXIT_CODES)) expect(text).toContain(`${exit} ${meaning}`)
  })

  it.each(COMMANDS.map(({ name, examples }) => [name, examples] as const))('of %s shows its examples', async (name, examples) => {
    const { code, out } = await runCli([name, '--help'])
    expect(code).toBe(0)
    for (const example of examples) expect(out).toContain(`$ ${example}`)
  })

  it('offers the formats of the registry', async () => {
    const { out } = await runCli(['evaluate', '--help'])
    expect(out.replaceAll(/\s+/g, ' ')).toContain(`(choices: ${FORMATS.map((format) => `"${format}"`).join(', ')}`)
  })

  it('--version prints the version alone', async () => {
    expect(await runCli(['--version'])).toEqual({ code: 0, out: '0.0.0-test\n', err: '' })
  })
})

describe('usage errors exit with 2, on stderr, without a stack', () => {
  it.each([
    [['evaluat'], "unknown command 'evaluat'\n(Did you mean evaluate?)"],
    [['evaluate', '--al'], "unknown option '--al'\n(Did you mean --all?)"],
    [['evaluate'], 'no model was chosen\nhint: give --model NAME, or --all'],
    [['evaluate', '--all', '--model', 'x'], '--model and --all exclude each other'],
    [['evaluate', '--all', '--format', 'xml'], "argument 'xml' is invalid. Allowed choices are table, json, markdown,"],
    [['evaluate', '--all', '--date', '2026-02-30'], "argument '2026-02-30' is invalid. Write a day as YYYY-MM-DD."],
    [['evaluate', 'churn'], 'too many arguments'],
    [['evaluate', '--all', '--config', 'absent.yaml'], 'absent.yaml: there is no such file'],
    [[], 'Usage: ctrain [options] [command]'],
  ])('%j', async (argv, message) => {
    const { code, out, err } = await runCli(argv)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain(message)
    expect(err).not.toMatch(/\n\s+at /)
  })
})
