import { beforeEach, describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { churnOf } from '../support/churn.js'
import { createProject, onlyEvaluation } from '../support/project.js'
import { roleKey } from '../support/sts-server.js'

const aws = useAws()
const ROLE = 'arn:aws:iam::999999999999:role/trainers/ctrain-starter'
let counter = 0

/** A drifted model whose state machine is in another account. */
function foreignModel(retrain: Record<string, unknown> = {}) {
  const machine = `arn:aws:states:eu-central-1:999999999999:stateMachine:foreign-${counter++}`
  aws().sfn.addStateMachine(machine)
  const project = createProject({ m: churnOf({ retrain: { state_machine: machine, role_arn: ROLE, ...retrain } }) })
  const [sfnBefore, stsBefore] = [aws().sfn.requests.length, aws().sts.requests.length]
  return {
    run: (...argv: string[]) => project.run('retrain-if-drifted', '-m', 'm', '-f', 'json', ...argv),
    sfn: () => aws().sfn.requests.slice(sfnBefore),
    sts: () => aws().sts.requests.slice(stsBefore),
  }
}

function keyOf(headers: Readonly<Record<string, string>>): string | undefined {
  return /Credential=([^/]+)\//.exec(headers['authorization'] ?? '')?.[1]
}

beforeEach(() => {
  const { sts } = aws()
  sts.onRequest = undefined
  sts.lifetime = 3_600_000
  sts.denied.clear()
})

describe('retrain.role_arn', () => {
  it('starts the training as that role, which is assumed once', async () => {
    const { run, sfn, sts } = foreignModel()
    const { retrain, error } = onlyEvaluation(await run())
    expect(error).toBeNull()
    expect(retrain?.status).toBe('started')
    expect(sfn().length).toBeGreaterThan(1)
    expect(new Set(sfn().map(({ headers }) => keyOf(headers)))).toEqual(new Set([roleKey(ROLE)]))
    expect(new Set(sfn().map(({ headers }) => headers['x-amz-security-token']))).toEqual(new Set(['token-of-the-role']))
    expect(sts()).toHaveLength(1)
    expect(sts()[0]).toMatchObject({ action: 'AssumeRole', parameters: { RoleArn: ROLE, RoleSessionName: 'ctrain-tester-test' } })
  })

  it('asks STS as the caller, in the region of the state machine', async () => {
    const { run, sts } = foreignModel()
    await run()
    expect(sts()[0]?.headers['authorization']).toMatch(/Credential=test\/\d{8}\/eu-central-1\/sts\//)
  })

  it('sends the external id that the trust policy demands, and none where the config has none', async () => {
    const withId = foreignModel({ external_id: 'ctrain-42' })
    await withId.run()
    expect(withId.sts()[0]?.parameters['ExternalId']).toBe('ctrain-42')
    const without = foreignModel()
    await without.run()
    expect(without.sts()[0]?.parameters).not.toHaveProperty('ExternalId')
  })

  it('asks anew when the credentials are about to expire', async () => {
    aws().sts.lifetime = 60_000
    const { run, sfn, sts } = foreignModel()
    expect(onlyEvaluation(await run()).retrain?.status).toBe('started')
    expect(sfn().length).toBeGreaterThan(1)
    expect(sts().length).toBeGreaterThan(1)
  })

  it('may not be assumed: exit 3, says what to allow in both policies, and nothing is started', async () => {
    aws().sts.denied.add(ROLE)
    const { run, sfn } = foreignModel()
    const result = await run()
    expect(result.code).toBe(3)
    expect(onlyEvaluation(result).error).toEqual({
      kind: 'permission',
      message: expect.stringMatching(
        `^access denied: sts:AssumeRole on ${ROLE}: AccessDenied: User: arn:aws:iam::123456789012:user/dev is not authorized`,
      ),
      hint: `allow sts:AssumeRole on ${ROLE} in the policy of the caller, and the caller in the trust policy of the role`,
    })
    expect(sfn()).toEqual([])
  })

  it.each([
    [
      'expired',
      { kind: 'status', status: 403, code: 'ExpiredToken', message: 'The token is expired' },
      'permission',
      /have expired/,
    ],
    ['unknown to AWS', { kind: 'status', status: 403, code: 'InvalidClientTokenId' }, 'permission', /does not accept/],
    [
      'used where STS is off',
      { kind: 'status', status: 403, code: 'RegionDisabledException' },
      'config',
      /not active in this region/,
    ],
    ['answered by a page of a proxy', { kind: 'html' }, 'network', /the answer is not one of AWS/],
  ] as const)('with credentials that are %s is explained', async (_, fault, kind, message) => {
    aws().sts.onRequest = () => fault
    const { run, sfn } = foreignModel()
    expect(onlyEvaluation(await run()).error).toMatchObject({ kind, message: expect.stringMatching(message) })
    expect(sfn()).toEqual([])
  })

  it('never tells the credentials of the role', async () => {
    const { run } = foreignModel()
    aws().sfn.denied.add('StartExecution')
    const { out, err } = await run('--verbose')
    aws().sfn.denied.clear()
    expect(out + err).not.toMatch(/secret-of-the-role|token-of-the-role/)
    expect(out + err).not.toContain(roleKey(ROLE))
  })

  it('is not assumed in a dry run, and STS is not asked without it', async () => {
    const dry = foreignModel()
    await dry.run('--dry-run')
    expect(dry.sts()).toEqual([])
    const own = foreignModel({ role_arn: undefined })
    expect(onlyEvaluation(await own.run()).retrain?.status).toBe('started')
    expect(own.sts()).toEqual([])
  })

  it.each([
    'role/ctrain',
    'arn:aws:iam::12:role/ctrain',
    'arn:aws:iam::123456789012:user/ctrain',
    'arn:aws-moon:iam::123456789012:role/x',
  ])('must be the ARN of a role: %s is a config error', async (arn) => {
    const { run } = foreignModel({ role_arn: arn })
    const result = await run()
    expect(result.code).toBe(2)
    expect(result.err).toMatch(/retrain.role_arn: is not the ARN of a role \(write arn:aws:iam::ACCOUNT:role\/NAME\)/)
  })
})
