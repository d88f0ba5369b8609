import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readableCause } from '../../src/reporters/cause.js'

describe('the cause of a failed execution', () => {
  it.each([
    ['of Lambda', { errorMessage: 'loss is NaN', errorType: 'ValueError', trace: ['a'] }, 'ValueError: loss is NaN'],
    ['of SageMaker', { TrainingJobName: 't', FailureReason: 'AlgorithmError: exit 1' }, 'AlgorithmError: exit 1'],
    ['of Batch', { JobId: '1', StatusReason: 'Essential container exited' }, 'Essential container exited'],
    ['of ECS', { TaskArn: 't', StoppedReason: 'OutOfMemory' }, 'OutOfMemory'],
    ['of a nested execution', { Status: 'FAILED', Cause: 'inner', Error: 'E' }, 'inner'],
  ])('%s begins with the reason', (_, cause, reason) => {
    const text = JSON.stringify(cause)
    expect(readableCause(text)).toEqual([reason, `(${text.length} characters; --format json has all)`])
  })

  it('other JSON is laid out, and text stays as it is', () => {
    expect(readableCause('{"a":1,"b":[]}')).toEqual(['{', '  "a": 1,', '  "b": []', '}'])
    expect(readableCause('exit code 137\n\n\tat train.py')).toEqual(['exit code 137', '  at train.py'])
    expect(readableCause('"x"')).toEqual(['"x"'])
    expect(readableCause('null')).toEqual(['null'])
    expect(readableCause('')).toEqual([])
  })

  it('whatever it is, some lines without control characters show it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 5000 }), fc.json()), (cause) => {
        const lines = readableCause(cause)
        expect(lines.length).toBeLessThanOrEqual(13)
        for (const line of lines) {
          expect([...line].length).toBeLessThanOrEqual(120)
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
        }
      }),
    )
  })
})
