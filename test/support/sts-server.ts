import { randomUUID } from 'node:crypto'
import { type Answer, type Handler, headersOf, type LocalServer, listen, readBody, reset, send } from './http-server.js'
import { document, element } from './s3/xml.js'

/** What goes wrong with one call. */
export type StsFault =
  /** An error answer, e.g. `ExpiredToken`. */
  | { readonly kind: 'status'; readonly status: number; readonly code: string; readonly message?: string }
  | { readonly kind: 'reset' }
  /** A page of something between here and STS. */
  | { readonly kind: 'html' }

export interface LoggedStsRequest {
  /** The operation, e.g. `AssumeRole`. */
  readonly action: string
  readonly parameters: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

/** A local STS: any signature is accepted, and every role gives keys of its own. */
export interface StsServer extends LocalServer {
  readonly requests: readonly LoggedStsRequest[]
  /** ARNs of roles that the caller may not assume. */
  readonly denied: Set<string>
  /** Milliseconds that the credentials of a role are valid. */
  lifetime: number
  /** Called once per call; may be replaced at any time. */
  onRequest: ((action: string) => StsFault | undefined) | undefined
}

export const CALLER = 'arn:aws:iam::123456789012:user/dev'

/** The access key that the credentials of a role have. */
export function roleKey(roleArn: string): string {
  return `ASIA${Buffer.from(roleArn).toString('hex').toUpperCase().slice(-16)}`
}

export async function startSts(): Promise<StsServer> {
  const requests: LoggedStsRequest[] = []
  const control: Control = { denied: new Set(), lifetime: 3_600_000, onRequest: undefined }
  const server = await listen(handler(control, requests))
  // The same object, so that a replaced onRequest reaches the handler.
  return Object.assign(control, server, { requests })
}

type Control = Pick<StsServer, 'denied' | 'lifetime' | 'onRequest'>

function handler(control: Control, requests: LoggedStsRequest[]): Handler {
  return async (incoming, response) => {
    const parameters = Object.fromEntries(new URLSearchParams((await readBody(incoming)).toString()))
    const { Action: action = '' } = parameters
    const headers = headersOf(incoming)
    requests.push({ action, parameters, headers })
    const fault = control.onRequest?.(action)
    if (fault?.kind === 'reset') return reset(incoming)
    const id = randomUUID()
    const answer = answerTo({ action, parameters, headers }, control, fault, id)
    send(
      { ...answer, headers: { ...answer.headers, ...(fault?.kind !== 'html' && { 'x-amzn-requestid': id }) } },
      incoming,
      response,
    )
  }
}

function answerTo(
  { action, parameters, headers }: LoggedStsRequest,
  control: Control,
  fault: StsFault | undefined,
  id: string,
): Answer {
  if (fault?.kind === 'html')
    return { status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('<html>Log in</html>') }
  if (fault?.kind === 'status') return refuse(fault.status, fault.code, fault.message ?? fault.code, id)
  if (headers['authorization'] === undefined)
    return refuse(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token', id)
  if (action === 'GetCallerIdentity')
    return ok(action, [element('Arn', CALLER), element('UserId', 'AIDA'), element('Account', '123456789012')], id)
  const { RoleArn: role = '', RoleSessionName: session = '' } = parameters
  if (action !== 'AssumeRole') return refuse(400, 'InvalidAction', `Could not find operation ${action}`, id)
  if (control.denied.has(role)) {
    return refuse(403, 'AccessDenied', `User: ${CALLER} is not authorized to perform: sts:AssumeRole on resource: ${role}`, id)
  }
  const credentials = element('Credentials', [
    element('AccessKeyId', roleKey(role)),
    element('SecretAccessKey', 'secret-of-the-role'),
    element('SessionToken', 'token-of-the-role'),
    element('Expiration', new Date(Date.now() + control.lifetime).toISOString()),
  ])
  const user = element('AssumedRoleUser', [
    element('Arn', `${role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${session}`),
    element('AssumedRoleId', `AROA:${session}`),
  ])
  return ok(action, [credentials, user], id)
}

function ok(action: string, fields: readonly string[], id: string): Answer {
  const body = [element(`${action}Result`, fields), element('ResponseMetadata', [element('RequestId', id)])]
  return xml(200, element(`${action}Response`, body))
}

function refuse(status: number, code: string, message: string, id: string): Answer {
  const error = element('Error', [element('Type', 'Sender'), element('Code', code), element('Message', message)])
  return xml(status, element('ErrorResponse', [error, element('RequestId', id)]))
}

function xml(status: number, root: string): Answer {
  return { status, headers: { 'content-type': 'text/xml' }, body: document(root) }
}
