export interface MachineArn {
  /** Without version or alias. */
  readonly unqualified: string
  /** Version number or alias. */
  readonly qualifier: string | undefined
}

/** Reads the ARN of a state machine, version or alias; null when it is none. */
export function parseMachineArn(arn: string): MachineArn | null {
  const [, unqualified, qualifier] =
    /^(arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:stateMachine:[^:/]{1,80})(?::([^:/]+))?$/.exec(arn) ?? []
  return unqualified === undefined ? null : { unqualified, qualifier }
}

export function executionArn(unqualified: string, name: string): string {
  return `${unqualified.replace(':stateMachine:', ':execution:')}:${name}`
}

/** Executions of EXPRESS machines have ARNs of their own kind, with a fresh id. */
export function expressArn(unqualified: string, name: string, id: string): string {
  return `${unqualified.replace(':stateMachine:', ':express:')}:${name}:${id}`
}

export function isExecutionArn(arn: string): boolean {
  return /^arn:aws[a-z-]*:states:[a-z0-9-]+:\d{12}:execution:[^:]+:[^:]+$/.test(arn)
}

/** Whether an execution may have this name. */
export function isName(name: string): boolean {
  return name.length >= 1 && name.length <= 80 && !FORBIDDEN.test(name)
}

const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/
