import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { startChild } from '../support/child.js'
import { churnOf } from '../support/churn.js'
import { createProject } from '../support/project.js'
import { TOPIC, useReceivers } from '../support/receivers.js'

const BIN = fileURLToPath(new URL('../../bin/ctrain.js', import.meta.url))
const SECRETS = { SLACK_URL: '', SIGNING_SECRET: 'whsec-fAkEfAkEfAkE', TOKEN: 'fAkE-bearer-fAkE' }
const receivers = useReceivers()

it('the built program tells its targets and ends; what goes wrong tells no address and no secret', async () => {
  const { webhook, sns, bus } = receivers()
  const notify = [
    { webhook: '${SLACK_URL}', secret: '${SIGNING_SECRET}', headers: { Authorization: 'Bearer ${TOKEN}' }, retries: 1 },
    { sns: TOPIC, retries: 0 },
    { eventbridge: 'default', retries: 0 },
  ]
  const { folder } = createProject({ churn: churnOf({ notify }) })
  const env = {
    ...process.env,
    ...SECRETS,
    SLACK_URL: `${webhook.url}/services/T0fAkE0/fAkEfAkEfAkE?token=fAkEfAkE`,
    HOME: folder,
  }
  const run = (...argv: string[]) => startChild([process.execPath, BIN, '-v', ...argv], { cwd: folder, env }).done

  const told = await run('evaluate', '-m', 'churn')
  expect([told.code, told.err.includes('warning')]).toEqual([0, false])
  expect([webhook.posts.length, sns.messages.length, bus.events.length]).toEqual([1, 1, 1])

  webhook.onPost = (post) => ({ kind: 'status', status: 500, text: `${post.path} ${JSON.stringify(post.headers)}` })
  sns.onRequest = () => ({ kind: 'status', status: 403, code: 'AuthorizationError' })
  bus.onRequest = () => ({ kind: 'status', status: 400, type: 'AccessDeniedException' })
  const untold = await run('evaluate', '-m', 'churn')
  expect([untold.code, untold.err.match(/warning: notification to/g)?.length]).toEqual([0, 3])
  expect(untold.err).toContain('allow sns:Publish')
  expect(untold.err).toContain('allow events:PutEvents')
  const test = await run('notify', '--test', '-m', 'churn')
  expect(test.code).toBe(3)
  for (const { out, err } of [told, untold, test]) expect(out + err).not.toMatch(/fAkE/)
})
