import { describe, expect, it } from 'vitest'
import { binaryModel, createProject } from '../support/project.js'
import { TOPIC, useReceivers } from '../support/receivers.js'

const receivers = useReceivers()

function hook(name = 'hook') {
  return { webhook: `${receivers().webhook.url}/${name}-fAkEfAkE`, retries: 0 }
}

describe('ctrain notify --test', () => {
  it('sends every target a message that is marked as a test, needs no data, and exits with 0', async () => {
    const project = createProject({
      m: binaryModel({
        notify: [hook(), { ...hook(), format: 'slack' }, { sns: TOPIC, on: ['started'] }, { eventbridge: 'default' }],
      }),
    })
    const { code, out, err } = await project.run('notify', '--test', '-m', 'm')
    expect([code, err]).toEqual([0, ''])
    expect(out.split('\n').filter((line) => line !== '')).toEqual([
      expect.stringMatching(/^ok {5}m {2}webhook 127\.0\.0\.1:\d+ \(ctrain\.yaml:\d+:\d+\)$/),
      expect.stringMatching(/^ok {5}m {2}webhook /),
      expect.stringContaining(`m  sns ${TOPIC} (ctrain.yaml:`),
      expect.stringContaining('m  eventbridge default (ctrain.yaml:'),
    ])
    const [json, slack] = receivers()
      .webhook.posts.map(({ body }) => body)
      .sort((a, b) => b.length - a.length)
    expect(JSON.parse(json ?? '')).toMatchObject({
      isTest: true,
      event: 'drifted',
      model: 'm',
      evaluation: { verdict: 'drifted' },
    })
    expect(JSON.parse(slack ?? '')).toMatchObject({ text: '[test] m: this is only a test; no model was evaluated' })
    expect(receivers().sns.messages[0]).toMatchObject({ attributes: { isTest: { value: 'true' }, event: { value: 'started' } } })
    expect(receivers().bus.events[0]?.Detail).toContain('"isTest":true')
  })

  it('says which did not arrive and why, exit 3', async () => {
    receivers().webhook.onPost = ({ path }) =>
      path.startsWith('/bad') ? { kind: 'status', status: 403, text: 'invalid_token' } : undefined
    const project = createProject({ m: binaryModel({ notify: [hook('good'), hook('bad')] }) })
    const table = await project.run('notify', '--test', '-m', 'm')
    expect(table.code).toBe(3)
    expect(table.out).toMatch(
      /^ok .*\nerror {2}m {2}webhook .* answered HTTP 403: invalid_token \(check the address of the webhook/,
    )
    const json = await project.run('notify', '--test', '-m', 'm', '-f', 'json')
    expect(json.code).toBe(3)
    expect(JSON.parse(json.out)).toEqual({
      schemaVersion: 1,
      notifications: [
        expect.objectContaining({ model: 'm', target: expect.stringMatching(/^webhook 127/), error: null }),
        expect.objectContaining({
          on: ['drifted', 'inconclusive', 'error', 'failed'],
          place: expect.stringMatching(/^ctrain\.yaml:\d+:\d+$/),
          error: { kind: 'permission', message: expect.stringContaining('HTTP 403'), hint: expect.any(String) },
        }),
      ],
      error: null,
    })
    expect(table.out + table.err + json.out + json.err).not.toContain('fAkE')
  })

  it('with --all tests each target once, also those of defaults, which all models share', async () => {
    const models = { a: binaryModel({ notify: [hook('own')] }), b: binaryModel(), c: binaryModel({ notify: [] }) }
    const project = createProject(models, { notify: [hook('shared')] })
    expect((await project.run('notify', '--test', '--all')).code).toBe(0)
    expect(
      receivers()
        .webhook.posts.map(({ path }) => path)
        .sort(),
    ).toEqual(['/own-fAkEfAkE', '/shared-fAkEfAkE'])
  })

  it.each([
    [['notify', '-m', 'm'], 'ctrain notify sends nothing but test messages\nhint: add --test'],
    [['notify', '--test'], 'no model was chosen'],
    [['notify', '--test', '-m', 'n'], 'there is no model "n"'],
    [['notify', '--test', '-m', 'm'], 'no target is configured for m\nhint: add notify:'],
  ])('%j exits with 2 and sends nothing', async (argv, message) => {
    const { code, out, err } = await createProject({ m: binaryModel() }).run(...argv)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(receivers().webhook.posts).toEqual([])
  })
})
