import type { Explain } from './explanations.js'

/** What refusals of DynamoDB mean, whose names other services use for other things. */
export const dynamodb: Explain = ({ name }, { action, resource }) => {
  if (!action.startsWith('dynamodb:')) return null
  const table = tableIn(resource)
  switch (name) {
    case 'ResourceNotFoundException':
      return {
        kind: 'data',
        says: `there is no DynamoDB table ${table}`,
        hint: 'check the name in the config, the account and the region, or create the table first (docs/stores.md)',
      }
    case 'ProvisionedThroughputExceededException':
    case 'RequestLimitExceeded':
    case 'ThrottlingException':
      return {
        kind: 'aws',
        says: 'AWS asks for fewer requests',
        hint: `run again later, or give table ${table} more capacity (aws dynamodb update-table --billing-mode PAY_PER_REQUEST)`,
      }
    case 'ValidationException':
      return {
        kind: 'data',
        says: 'DynamoDB does not take the request',
        hint: `a folder may have 2048 bytes, a name 1024, an item 400 KB; if all are shorter, check that table ${table} has not been made anew with other keys`,
      }
    default:
      return null
  }
}

/** The ARN of the table of a `dynamodb://` URI, as a policy may name it. */
export function tableArn(resource: string): string {
  return `arn:aws:dynamodb:*:*:table/${tableIn(resource)}`
}

function tableIn(resource: string): string {
  return /^dynamodb:\/\/([^/]+)/.exec(resource)?.[1] ?? resource
}
