import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { messages } from '../../src/cli/messages.js'
import { runCli } from '../support/test-io.js'

const Line = z.strictObject({
  time: z.iso.datetime(),
  level: z.enum(['error', 'bug', 'warning', 'info']),
  message: z.string(),
  hint: z.string().nullable(),
})

it('no value of the data that a message shows steers the terminal, turns round what is beside it, or is a command', () => {
  const lines: string[] = []
  const { tell } = messages(
    (text) => lines.push(text),
    () => new Date(0),
  )
  tell({ level: 'error', message: 'row 2: \u001b[31mEVIL\u0007\u202etxt\n\tin b.csv', hint: 'not \u009b31m' })
  tell({ level: 'error', message: 'row 3: x\n ::stop-commands::y' })
  expect(lines.pop()).toBe('error: row 3: x� ::stop-commands::y\n')
  expect(lines).toEqual(['error: row 2: �[31mEVIL��txt\n\tin b.csv\nhint: not �31m\n'])
})

const FIXTURES = ['-c', 'fixtures/ctrain.yaml'] as const

describe('--log-format json', () => {
  it('makes every line of stderr an object, and leaves stdout alone', async () => {
    const score = ['score', '-m', 'churn', ...FIXTURES]
    const { code, out, err } = await runCli(['-v', '--log-format', 'json', ...score])
    expect(code).toBe(0)
    expect(out).toBe((await runCli(['-v', ...score])).out)
    const lines = linesOf(err)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.map(({ level }) => level)).toEqual(lines.map(() => 'info'))
    expect(lines.at(-1)?.message).toMatch(/^churn: scanned 3,150 rows in/)
  })

  it('tells a known error with its hint', async () => {
    const { code, err } = await runCli(['--log-format', 'json', 'score', '-m', 'chrun', ...FIXTURES])
    expect(code).toBe(2)
    const [line] = linesOf(err)
    expect(line).toMatchObject({ level: 'error', hint: expect.stringContaining('churn') })
    expect(line?.message).toContain('chrun')
  })

  it('tells a wrong command line, too', async () => {
    const { code, err } = await runCli(['--log-format', 'json', 'evaluate', '--modle', 'churn'])
    expect(code).toBe(2)
    expect(linesOf(err)).toMatchObject([{ level: 'error', message: expect.stringContaining("unknown option '--modle'") }])
  })

  it('takes no other format', async () => {
    const { code, err } = await runCli(['--log-format', 'yaml', 'metrics'])
    expect([code, err]).toEqual([2, expect.stringContaining('text, json')])
  })

  it('keeps a record that no store took as the JSON that it is', () => {
    const written: string[] = []
    const told = messages(
      (text) => written.push(text),
      () => new Date(0),
    )
    told.setFormat('json')
    const record = { schemaVersion: 1, id: 'a', reasons: ['Authorization: Basic dXNlcjpwYXNzd29yZA==', 'line\nbreak'] }
    told.tell({ level: 'record', record: JSON.stringify(record) })
    expect(written).toHaveLength(1)
    expect(JSON.parse(written[0] ?? '')).toEqual({ time: '1970-01-01T00:00:00.000Z', level: 'record', record })
  })
})

function linesOf(err: string) {
  expect(err.endsWith('\n')).toBe(true)
  return err
    .trimEnd()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)))
}
