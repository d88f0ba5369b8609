const STATE_MACHINE = /^arn:(aws[a-z-]*):states:([a-z0-9-]+):(\d{12}):stateMachine:([A-Za-z0-9_-]{1,80})(:[A-Za-z0-9_.-]+)?$/

/** Whether the text is the ARN of a state machine, of a version or of an alias. */
export function isStateMachineArn(text: string): boolean {
  return STATE_MACHINE.test(text)
}

/** Of the state machine or the execution that an ARN names. */
export function regionOfArn(arn: string): string | undefined {
  return /^arn:[^:]*:states:([^:]*):/.exec(arn)?.[1]
}

const ROLE = /^arn:aws(-cn|-us-gov)?:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/

/** Whether the text is the ARN of an IAM role. */
export function isRoleArn(text: string): boolean {
  return ROLE.test(text)
}

/** The ARN without version or alias. */
export function unqualified(arn: string): string {
  const [, partition, region, account, name] = STATE_MACHINE.exec(arn) ?? []
  return name === undefined ? arn : `arn:${partition}:states:${region}:${account}:stateMachine:${name}`
}

/** The version of a state machine that an ARN names; null = it names none, or an alias. */
export function versionOf(arn: string): string | null {
  const qualifier = qualifierOf(arn)
  return qualifier !== null && isVersion(qualifier) ? qualifier : null
}

/** The alias that an ARN names; null = none. */
export function aliasOf(arn: string): string | null {
  const qualifier = qualifierOf(arn)
  return qualifier === null || isVersion(qualifier) ? null : qualifier
}

function qualifierOf(arn: string): string | null {
  return STATE_MACHINE.exec(arn)?.[5]?.slice(1) ?? null
}

/** Names of aliases are not only digits. */
function isVersion(qualifier: string): boolean {
  return /^\d+$/.test(qualifier)
}

/** The ARN of an execution of this state machine. */
export function executionArn(stateMachineArn: string, name: string): string {
  return `${unqualified(stateMachineArn).replace(':stateMachine:', ':execution:')}:${name}`
}

/** An execution of a STANDARD state machine, as its ARN names it. */
export interface ExecutionName {
  readonly region: string
  /** Without version or alias. */
  readonly stateMachineArn: string
  readonly name: string
}

/**
 * What an ARN of Step Functions names. `express` = an execution of an EXPRESS workflow, which can't be observed;
 * `machine` = a state machine; null = neither.
 */
export function parseExecutionArn(text: string): ExecutionName | 'express' | 'machine' | null {
  if (isStateMachineArn(text)) return 'machine'
  const [, partition, region, account, kind, machine, name] = EXECUTION.exec(text) ?? []
  if (region === undefined || name === undefined) return null
  if (kind === 'express') return 'express'
  // Of the runs of a Distributed Map, the label of the state follows a slash.
  const stateMachineArn = `arn:${partition}:states:${region}:${account}:stateMachine:${machine?.split('/')[0]}`
  return { region, stateMachineArn, name }
}

const EXECUTION =
  /^arn:(aws[a-z-]*):states:([a-z0-9-]+):(\d{12}):(execution|express):([^:\s\p{C}]+):([^:\s\p{C}]+)(?::[^:\s\p{C}]+)?$/u
