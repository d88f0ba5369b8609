import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startRequest } from '../../src/pipeline/drift-event.js'

const EVENT = {
  model: 'churn',
  stateMachine: 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn-training',
  productionRevision: 'version:1',
}

describe('the start request of a drift event', () => {
  it('has a name that follows from model, state machine, revision and attempt alone', () => {
    // sha256 of the canonical JSON list, by `printf '["churn","arn:…","version:1"]' | sha256sum`.
    expect(startRequest(EVENT, 1, undefined)).toEqual({
      stateMachineArn: EVENT.stateMachine,
      name: 'ctrain-churn-86204048f4d04cb2760b-a1',
      input: '{"attempt":1,"driftEvent":"86204048f4d04cb2760b","model":"churn","schemaVersion":1}',
    })
  })

  it.each([
    ['model', { ...EVENT, model: 'churn2' }],
    ['state machine', { ...EVENT, stateMachine: `${EVENT.stateMachine}2` }],
    ['production revision', { ...EVENT, productionRevision: 'version:2' }],
  ])('another %s is another event', (_, other) => {
    expect(startRequest(other, 1, undefined).name.slice(-23)).not.toBe(startRequest(EVENT, 1, undefined).name.slice(-23))
  })

  it('sends the input of the config with sorted keys, so that its bytes are stable', () => {
    const one = startRequest(EVENT, 1, { b: [1, { d: null, c: 'x' }], a: true })
    const two = startRequest(EVENT, 1, { a: true, b: [1, { c: 'x', d: null }] })
    expect(one.input).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}')
    expect(two.input).toBe(one.input)
  })

  it('refuses an input over 262,144 bytes before any call', () => {
    expect(() => startRequest(EVENT, 1, { text: 'ä'.repeat(131_072) })).toThrow('has 262155 bytes, Step Functions takes 262144')
  })

  it('makes names that Step Functions accepts, whatever the model is called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 999 }), (model, attempt) => {
        expect(startRequest({ ...EVENT, model }, attempt, undefined).name).toMatch(/^[A-Za-z0-9_-]{1,80}$/)
      }),
    )
  })
})
