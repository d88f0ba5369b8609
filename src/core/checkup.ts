/** What became of looking at one thing that a config needs. Part of the output contract. */
export interface CheckResult {
  /** Null = it concerns all models. */
  readonly model: string | null
  /** What kind of thing it is. */
  readonly check: string
  /** Which one: a URI, an ARN, a path. */
  readonly target: string
  /** `warn` = runs can do without. */
  readonly status: CheckStatus
  /** What was seen, or what went wrong and what AWS said. */
  readonly message: string
  /** What to do. */
  readonly hint: string | null
  /** The IAM action that is missing, and its resource: `s3:GetObject on arn:…`. */
  readonly action: string | null
}

export type CheckStatus = 'ok' | 'warn' | 'fail'
