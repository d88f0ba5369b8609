const STATE_MACHINE = /^arn:(aws[a-z-]*):states:([a-z0-9-]+):(\d{12}):stateMachine:([A-Za-z0-9_-]{1,80})(:[A-Za-z0-9_.-]+)?$/

/** Whether the text is the ARN of a state machine, of a version or of an alias. */
export function isStateMachineArn(text: string): boolean {
  return STATE_MACHINE.test(text)
}

export function regionOfArn(arn: string): string | undefined {
  return STATE_MACHINE.exec(arn)?.[2]
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

/** The ARN of an execution of this state machine. */
export function executionArn(stateMachineArn: string, name: string): string {
  return `${unqualified(stateMachineArn).replace(':stateMachine:', ':execution:')}:${name}`
}
