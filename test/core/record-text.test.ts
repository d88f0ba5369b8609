import fc from 'fast-check'
import { expect, it } from 'vitest'
import { recordText, unredactable } from '../../src/core/record-text.js'
import { redact } from '../../src/core/redact.js'

const nasty = fc.constantFrom(
  'Authorization: AWS4-HMAC-SHA256 Credential=AKIAQ3EGFAKEFAKE7XYZ/20261115',
  'cookie: a=b; c=d',
  '"authorization":',
  'Bearer abc123def456',
  'https://x/?X-Amz-Signature=0f&X-Amz-Security-Token=IQo',
  '<Token-0>abc',
  '<_Secret>abc',
  's3n://AKIAQ3EGFAKEFAKE7XYZ:ab/cd@bucket',
  'secret_access_key = "wJalr"',
  'größe\n\tüauthorization: x',
  'a\\u0061\\',
)
const text = fc.array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 8 }))).map((parts) => parts.join(' '))
const record = fc.dictionary(fc.oneof(nasty, fc.string()), fc.oneof(text, fc.double({ noNaN: true }), fc.array(text)))

it('a line that may pass a redacting stream is the same JSON as before, whatever its texts', () => {
  fc.assert(
    fc.property(record, (value) => {
      const line = recordText(value)
      const printed = redact(unredactable(line))
      expect(JSON.parse(printed)).toEqual(JSON.parse(line))
      expect(printed).not.toContain('\n')
    }),
    { numRuns: 500 },
  )
})

it('a line without anything to hide stays as it is', () => {
  expect(unredactable(recordText({ model: 'churn', score: 0.86 }))).toBe('{"model":"churn","score":0.86}')
})

it('hides credentials and the secrets of the environment in every text', () => {
  const value = { a: 'key AKIAQ3EGFAKEFAKE7XYZ', b: [{ c: 'it is wJalrFAKEtnFEMI/K7MDENG+bPxRfiCYFAKEKEY0 here' }] }
  expect(recordText(value, ['wJalrFAKEtnFEMI/K7MDENG+bPxRfiCYFAKEKEY0'])).toBe('{"a":"key AKIA…7XYZ","b":[{"c":"it is … here"}]}')
})
