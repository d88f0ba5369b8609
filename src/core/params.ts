import type { Params } from './metric.js'

/** A number among the parameters; another type is a bug of the config schema. */
export function numberParam(params: Params, name: string): number {
  const value = params[name]
  if (typeof value !== 'number') throw new Error(`parameter ${name} is no number`)
  return value
}

/** A number among the parameters, or null where it was not given. */
export function optionalNumber(params: Params, name: string): number | null {
  return params[name] === undefined ? null : numberParam(params, name)
}

export function textParam(params: Params, name: string): string {
  const value = params[name]
  if (typeof value !== 'string') throw new Error(`parameter ${name} is no text`)
  return value
}

export function tableParam(params: Params, name: string): Readonly<Record<string, number>> {
  const value = params[name]
  if (typeof value !== 'object') throw new Error(`parameter ${name} is no table`)
  return value
}
