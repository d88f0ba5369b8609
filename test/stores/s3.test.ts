import { afterEach, describe, expect, it } from 'vitest'
import { readDocument } from '../../src/stores/read-document.js'
import { s3Store } from '../../src/stores/s3.js'
import { documentStoreContract } from '../contracts/document-store.js'
import { useAws } from '../support/aws-env.js'
import { CONDITIONAL_CONFLICT, type Fault, firstTimes, KMS_KEY } from '../support/s3-server.js'
import { createTestIo } from '../support/test-io.js'

const aws = useAws({ pageSize: 3 })
let counter = 0

const open = (env: Readonly<Record<string, string>> = {}, settings = {}) =>
  s3Store({ region: undefined, ...settings }, createTestIo([], { env: { ...process.env, ...env } }))

const isWrite = ({ operation }: { readonly operation: string | null }) => operation === 'PutObject'

afterEach(() => {
  aws().s3.onRequest = undefined
  aws().s3.denied.clear()
})

function setup(options: { readonly versioned: boolean }) {
  return async () => {
    const { s3 } = aws()
    const bucket = `models-${counter++}`
    s3.addBucket(bucket, options)
    return {
      folder: `s3://${bucket}/history/`,
      open,
      deny(what: 'read' | 'write') {
        const action = what === 'read' ? 's3:GetObject' : 's3:PutObject'
        s3.denied.add(action)
        return new RegExp(
          `^access denied: ${action} on s3://${bucket}/history/\\w+\\.json: .*is not authorized to perform: ${action}`,
        )
      },
      spoil(how: 'late' | 'lostResponse') {
        s3.onRequest = firstTimes(1, how === 'late' ? { kind: 'late', ms: 1500 } : { kind: 'lostResponse' }, isWrite)
      },
      restore: () => s3.denied.clear(),
    }
  }
}

documentStoreContract('s3', setup({ versioned: false }))
documentStoreContract('s3, in a versioned bucket', setup({ versioned: true }))

describe('reading from s3', () => {
  it('in a versioned bucket the revision is the version id: writing the same content again is a new score', async () => {
    aws().s3.addBucket('versioned', { versioned: true })
    aws().s3.put('versioned', 'p.json', '0.86')
    const before = await readDocument(open(), 's3://versioned/p.json')
    aws().s3.put('versioned', 'p.json', '0.86')
    const after = await readDocument(open(), 's3://versioned/p.json')
    expect(before.revision).toMatch(/^version:/)
    expect(after.revision).not.toBe(before.revision)
  })

  it.each<[string, Fault]>([
    ['breaks off', { kind: 'resetBody', after: 2 }],
    ['is corrupted', { kind: 'corrupt', at: 3 }],
  ])('a body that %s once is read again; for good it is a network error that names the document', async (_, fault) => {
    const { s3 } = aws()
    s3.put('models', 'fault.json', '{"score": 0.86}')
    s3.onRequest = firstTimes(1, fault)
    expect((await readDocument(open(), 's3://models/fault.json')).text).toBe('{"score": 0.86}')
    s3.onRequest = () => fault
    await expect(readDocument(open(), 's3://models/fault.json')).rejects.toMatchObject({
      kind: 'network',
      message: expect.stringMatching(
        /^s3:GetObject on s3:\/\/models\/fault\.json broke off 3 times: .* \(HTTP 200, request \w+\)$/,
      ),
    })
  })

  it('what is not UTF-8 is a data error that names it, and is not read as something else', async () => {
    aws().s3.put('models', 'latin1.json', Buffer.from('{"note": "größer"}', 'latin1'))
    await expect(open().find('s3://models/latin1.json')).rejects.toMatchObject({
      kind: 'data',
      message: 's3://models/latin1.json is not valid UTF-8',
    })
  })

  it('a missing bucket is an error, not an absent document', async () => {
    const missing = { kind: 'data', message: expect.stringContaining('there is no such bucket: s3://no-bucket/p.json') }
    const former = { text: '1', revision: 'etag:1', token: '"1"' }
    await expect(open().find('s3://no-bucket/p.json')).rejects.toMatchObject(missing)
    await expect(open().create('s3://no-bucket/p.json', '1')).rejects.toMatchObject(missing)
    await expect(open().replace('s3://no-bucket/p.json', '2', former)).rejects.toMatchObject(missing)
  })
})

describe('writing to s3', () => {
  it('that meets another write (409) is tried again, unless its condition does not hold any longer', async () => {
    const { s3 } = aws()
    s3.addBucket('models')
    s3.onRequest = firstTimes(3, CONDITIONAL_CONFLICT, isWrite)
    const first = await open().create('s3://models/conflict.json', '1')
    if (typeof first === 'string') throw new Error(first)
    s3.onRequest = firstTimes(1, CONDITIONAL_CONFLICT, isWrite)
    expect(await open().replace('s3://models/conflict.json', '2', first)).toMatchObject({ text: '2' })
    s3.onRequest = firstTimes(1, CONDITIONAL_CONFLICT, isWrite)
    expect(await open().replace('s3://models/conflict.json', '3', first)).toBe('changed')
    s3.onRequest = firstTimes(1, CONDITIONAL_CONFLICT, isWrite)
    expect(await open().create('s3://models/conflict.json', '3')).toBe('exists')
    expect(s3.get('models', 'conflict.json')?.body.toString()).toBe('2')
  })

  it('that meets other writes again and again is an error that says so', async () => {
    const { s3 } = aws()
    s3.addBucket('models')
    s3.onRequest = (request) => (isWrite(request) ? CONDITIONAL_CONFLICT : undefined)
    await expect(open().create('s3://models/busy.json', '1')).rejects.toMatchObject({
      kind: 'aws',
      message: 's3:PutObject on s3://models/busy.json: 5 times another write of this object was under way',
    })
  })

  it.each<[string, Fault]>([
    ['a captive portal', { kind: 'html' }],
    ['a page of a proxy', { kind: 'page', status: 404, render: () => '<html>not here</html>' }],
  ])('to %s is no success, and neither an absent document', async (_, fault) => {
    const { s3 } = aws()
    s3.put('models', 'proxied.json', '1')
    const former = await readDocument(open(), 's3://models/proxied.json')
    s3.onRequest = () => fault
    const notAws = { kind: 'network', message: expect.stringContaining('the answer is not one of AWS') }
    await expect(open().create('s3://models/proxied.json', '2')).rejects.toMatchObject(notAws)
    await expect(open().replace('s3://models/proxied.json', '2', former)).rejects.toMatchObject(notAws)
    await expect(open().remove('s3://models/proxied.json')).rejects.toMatchObject(notAws)
    await expect(open().list('s3://models/')).rejects.toMatchObject(notAws)
  })

  it('sends the text whole, with its type and checksum, not as a stream', async () => {
    const { s3 } = aws()
    s3.addBucket('models')
    await open().create('s3://models/plain.json', '{"score": "größer"}')
    expect(s3.requests.at(-1)?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': '21',
      'if-none-match': '*',
      'x-amz-checksum-crc32': expect.any(String),
    })
    expect(s3.requests.at(-1)?.headers['x-amz-trailer']).toBeUndefined()
  })

  it.each([
    ['denied', 'permission', `allow kms:GenerateDataKey on ${KMS_KEY}`],
    ['disabled', 'aws', 'enable the KMS key'],
  ] as const)('with a key that is %s says what the key needs', async (kms, kind, hint) => {
    aws().s3.addBucket('sealed', { kms })
    await expect(open().create('s3://sealed/p.json', '1')).rejects.toMatchObject({ kind, hint: expect.stringContaining(hint) })
  })

  it('says whose the bucket must be, and who pays', async () => {
    const { s3 } = aws()
    s3.addBucket('theirs', { owner: '222222222222', requesterPays: true })
    const right = { expectedBucketOwner: '222222222222', requesterPays: true }
    const uri = 's3://theirs/history/p.json'
    expect(await open({}, right).create(uri, '1')).toMatchObject({ text: '1' })
    expect(await open({}, right).list('s3://theirs/history/')).toEqual([uri])
    await expect(open({}, { ...right, expectedBucketOwner: '333333333333' }).create(uri, '2')).rejects.toMatchObject({
      kind: 'permission',
      hint: expect.stringContaining('the bucket does not belong to account 333333333333'),
    })
    await open({}, right).remove(uri)
    expect(s3.keys('theirs')).toEqual([])
  })
})

it('a folder with large folders in it is listed in few requests', async () => {
  const { s3 } = aws()
  s3.addBucket('models')
  s3.put('models', 'history/', '')
  for (const name of ['a.json', 'b.json']) s3.put('models', `history/${name}`, '1')
  for (let index = 0; index < 100; index++) s3.put('models', `history/runs/churn/${index}.json`, '1')
  const before = s3.requests.length
  expect(await open().list('s3://models/history/')).toEqual(['s3://models/history/a.json', 's3://models/history/b.json'])
  expect(s3.requests.length - before).toBe(2)
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

  it('is access denied where nothing may be listed, as nobody can tell; both reasons are told', async () => {
    aws().s3.addBucket('models')
    aws().s3.denied.add('s3:ListBucket')
    await expect(open().find('s3://models/absent.json')).rejects.toMatchObject({
      kind: 'permission',
      hint: expect.stringMatching(/allow s3:GetObject on this resource.*a missing object also answers so without s3:ListBucket/),
    })
  })
})
