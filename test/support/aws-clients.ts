import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { SFNClient, type SFNClientConfig } from '@aws-sdk/client-sfn'

/** The real client, pointed at a local server. */
export function s3Client(url: string, overrides: S3ClientConfig = {}): S3Client {
  return new S3Client({ ...SIGNED, endpoint: url, ...overrides })
}

/** The real client, pointed at a local server. */
export function sfnClient(url: string, overrides: SFNClientConfig = {}): SFNClient {
  return new SFNClient({ ...SIGNED, endpoint: url, ...overrides })
}

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true'

const SIGNED = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
