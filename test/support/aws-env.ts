import { afterAll, beforeAll } from 'vitest'
import { type S3Server, startS3 } from './s3-server.js'
import { type StepFunctionsServer, startStepFunctions } from './sfn-server.js'
import { type StsServer, startSts } from './sts-server.js'

export const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn-training'

export interface Aws {
  readonly s3: S3Server
  readonly sfn: StepFunctionsServer
  readonly sts: StsServer
  /** The environment that leads the SDK to all of them. */
  readonly env: Readonly<Record<string, string>>
}

/** Starts the stand-ins with one STANDARD state machine and points this process's SDK at them. */
export async function startAws(options: { readonly pageSize?: number } = {}): Promise<Aws> {
  const s3 = await startS3(options)
  const sfn = await startStepFunctions()
  const sts = await startSts()
  sfn.addStateMachine(MACHINE)
  const env = {
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_SFN: sfn.url,
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-west-1',
  }
  Object.assign(process.env, env)
  return { s3, sfn, sts, env }
}

/** The stand-ins for all tests of a file. */
export function useAws(options: { readonly pageSize?: number } = {}): () => Aws {
  let aws: Aws | undefined
  beforeAll(async () => {
    aws = await startAws(options)
  })
  afterAll(async () => {
    await aws?.s3.close()
    await aws?.sfn.close()
    await aws?.sts.close()
  })
  return () => {
    if (aws === undefined) throw new Error('the stand-ins are not up yet')
    return aws
  }
}
