import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { like, Policy } from '../iam.js'
import { type Block, ROOT } from './blocks.js'
import { runAt } from './world.js'

const CONFIG = 'docs/examples/cross-account.yaml'
const MONITOR = 'arn:aws:iam::111111111111:role/ctrain-monitor'

const Statement = z.strictObject({
  Effect: z.literal('Allow'),
  Principal: z.strictObject({ AWS: z.literal(MONITOR) }),
  Action: z.string(),
  Resource: z.string().optional(),
  Condition: z.strictObject({ StringEquals: z.record(z.string(), z.string()) }).optional(),
})

const OfResource = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(Statement) })

/** The bucket's policy against what `ctrain iam` says that the config needs of it. */
export async function accessPolicyProblems({ text }: Block): Promise<string[]> {
  const given = OfResource.parse(JSON.parse(text)).Statement
  const { out } = await runAt(ROOT, ['iam', '--model', 'churn', '--config', CONFIG])
  const needed = Policy.parse(JSON.parse(out)).Statement.flatMap(({ Action, Resource }) =>
    Action.flatMap((action) => Resource.map((resource) => ({ action, resource }))),
  )
  const ofBucket = needed.filter(({ resource }) => resource.includes('data-team-lake'))
  const missing = ofBucket.filter(
    ({ action, resource }) => !given.some((each) => each.Action === action && like(each.Resource ?? '', resource)),
  )
  return [
    ...(ofBucket.length === 0 ? ['the config needs nothing of this bucket'] : []),
    ...missing.map(({ action, resource }) => `it does not allow ${action} on ${resource}`),
  ]
}

const Config = z.object({ models: z.object({ churn: z.looseObject({ retrain: z.looseObject({ external_id: z.string() }) }) }) })

export async function trustPolicyProblems({ text }: Block): Promise<string[]> {
  const [statement] = OfResource.parse(JSON.parse(text)).Statement
  const { external_id: id } = Config.parse(parse(readFileSync(ROOT + CONFIG, 'utf8'))).models.churn.retrain
  return statement?.Action === 'sts:AssumeRole' && statement.Condition?.StringEquals['sts:ExternalId'] === id
    ? []
    : [`it lets nobody assume the role with the external id ${id} of ${CONFIG}`]
}
