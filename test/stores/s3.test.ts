import { describe, expect, it } from 'vitest'
import { readDocument } from '../../src/stores/read-document.js'
import { s3Store } from '../../src/stores/s3.js'
import { documentStoreContract } from '../contracts/document-store.js'
import { useAws } from '../support/aws-env.js'
import { type Fault, firstTimes } from '../support/s3-server.js'
import { createTestIo } from '../support/test-io.js'

const aws = useAws()
let counter = 0

documentStoreContract('s3', async () => {
  const key = `production-${counter++}.json`
  aws().s3.addBucket('models')
  return {
    uri: `s3://models/${key}`,
    open: () => s3Store({ region: undefined }, createTestIo([])),
    put: (content) => void aws().s3.put('models', key, content),
  }
})

it('in a versioned bucket the revision is the version id: writing the same content again is a new score', async () => {
  aws().s3.addBucket('versioned', { versioned: true })
  const store = s3Store({ region: undefined }, createTestIo([]))
  aws().s3.put('versioned', 'p.json', '0.86')
  const before = await readDocument(store, 's3://versioned/p.json')
  aws().s3.put('versioned', 'p.json', '0.86')
  const after = await readDocument(store, 's3://versioned/p.json')
  expect(before.revision).toMatch(/^version:/)
  expect(after.revision).not.toBe(before.revision)
})

it.each<[string, Fault]>([
  ['breaks off', { kind: 'resetBody', after: 2 }],
  ['is corrupted', { kind: 'corrupt', at: 3 }],
])('a body that %s once is read again; for good it is a network error that names the document', async (_, fault) => {
  const { s3 } = aws()
  s3.put('models', 'fault.json', '{"score": 0.86}')
  const store = s3Store({ region: undefined }, createTestIo([]))
  s3.onRequest = firstTimes(1, fault)
  expect((await readDocument(store, 's3://models/fault.json')).text).toBe('{"score": 0.86}')
  s3.onRequest = () => fault
  await expect(readDocument(store, 's3://models/fault.json')).rejects.toMatchObject({
    kind: 'network',
    message: expect.stringMatching(
      /^s3:GetObject on s3:\/\/models\/fault\.json broke off 3 times: .* \(HTTP 200, request \w+\)$/,
    ),
  })
  s3.onRequest = undefined
})

it('a denied read names action and resource', async () => {
  aws().s3.put('models', 'secret.json', '1')
  aws().s3.denied.add('s3://models/secret')
  await expect(readDocument(s3Store({ region: undefined }, createTestIo([])), 's3://models/secret.json')).rejects.toMatchObject({
    kind: 'permission',
    message: expect.stringContaining('access denied: s3:GetObject on s3://models/secret.json'),
  })
})

describe('an absent document', () => {
  it('is told from one that may not be read where a policy lets list its prefix only', async () => {
    const { s3 } = aws()
    s3.addBucket('conditional', { listsByPrefix: true })
    s3.put('conditional', 'there.json.old', 'x')
    const store = s3Store({ region: undefined }, createTestIo([]))
    expect(await store.find('s3://conditional/there.json')).toBeNull()
    s3.put('conditional', 'there.json', '0.86')
    s3.denied.add('s3:GetObject')
    await expect(store.find('s3://conditional/there.json')).rejects.toThrow(/^access denied: s3:GetObject/)
    s3.denied.clear()
    expect(await store.find('s3://conditional/there.json')).toMatchObject({ text: '0.86' })
  })

  it('is access denied where nothing may be listed, as nobody can tell', async () => {
    const { s3 } = aws()
    s3.denied.add('s3:ListBucket')
    const store = s3Store({ region: undefined }, createTestIo([]))
    await expect(store.find('s3://models/nowhere.json')).rejects.toThrow(/^access denied: s3:GetObject/)
    s3.denied.clear()
  })
})
