import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { executionName, parseExecutionName, slugOf } from '../../../src/core/execution-name.js'
import { eventId } from '../../../src/pipeline/trigger/drift-event.js'

const EVENT = {
  model: 'churn',
  stateMachine: 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn-training',
  productionRevision: 'version:1',
}

describe('the id of a drift event', () => {
  it('follows from model, state machine and revision alone', () => {
    // sha256 of the canonical JSON list, by `printf '["churn","arn:…","version:1"]' | sha256sum`.
    expect(eventId(EVENT)).toBe('86204048f4d04cb2760b')
    expect(executionName('churn', eventId(EVENT), 1)).toBe('ctrain-churn-86204048f4d04cb2760b-a1')
  })

  it.each([
    ['model', { ...EVENT, model: 'churn2' }],
    ['state machine', { ...EVENT, stateMachine: `${EVENT.stateMachine}2` }],
    ['production revision', { ...EVENT, productionRevision: 'version:2' }],
  ])('another %s is another event', (_, other) => {
    expect(eventId(other)).not.toBe(eventId(EVENT))
  })
})

describe('the name of an execution', () => {
  it('is one that Step Functions accepts, whatever the model is called, and is read back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 999 }), (model, attempt) => {
        const id = eventId({ ...EVENT, model })
        const name = executionName(model, id, attempt)
        expect(name).toMatch(/^[A-Za-z0-9_-]{1,80}$/)
        expect(parseExecutionName(name)).toEqual({ slug: slugOf(model), driftEvent: id, attempt })
      }),
    )
  })

  it.each(['churn', 'ctrain-churn-a1', 'ctrain-churn-86204048F4D04CB2760B-a1', 'ctrain-churn-86204048f4d04cb2760b-a0'])(
    'of somebody else (%s) is not taken for one of ctrain',
    (name) => {
      expect(parseExecutionName(name)).toBeNull()
    },
  )
})
