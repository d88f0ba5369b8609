import { describe, expect, it } from 'vitest'
import { binaryModel, createProject } from '../support/project.js'

const BROKEN = ['-c', 'absent.yaml', '-m', 'm']
const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:m:x'

describe('a command that fails before it has found anything', () => {
  it.each<[string[], Record<string, unknown>, string]>([
    [['executions', ...BROKEN], { models: [] }, 'there is no such file'],
    [['executions'], { models: [] }, 'no model was chosen'],
    [['history', ...BROKEN], { histories: [] }, 'there is no such file'],
    [['history'], { histories: [] }, 'no model was chosen'],
    [['notify', '--test', ...BROKEN], { notifications: [] }, 'there is no such file'],
    [['notify', '--test'], { notifications: [] }, 'no model was chosen'],
    [['notify', '--test', '-m', 'n'], { notifications: [] }, 'there is no model "n"'],
    [['notify', '--test', '-m', 'm'], { notifications: [] }, 'no target is configured for m'],
    [['wait', 'x'], { execution: null }, 'is not the ARN of an execution'],
    [['wait', ARN, ...BROKEN], { execution: null }, 'there is no such file'],
  ])('%j prints one JSON document with the error, besides stderr and exit code', async (argv, nothing, message) => {
    const project = createProject({ m: binaryModel() })
    const { code, out, err } = await project.run(...argv, '-f', 'json')
    expect(code).toBe(2)
    expect(err).toContain(message)
    const error = { kind: expect.any(String), message: expect.stringContaining(message), hint: expect.any(String) }
    expect(JSON.parse(out)).toEqual({ schemaVersion: 1, ...nothing, error })
    expect((await project.run(...argv)).out).toBe('')
  })
})
