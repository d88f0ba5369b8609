import type { Report } from '../core/evaluation.js'

/** A reporter is a function from a report to text. */
export type Reporter = (report: Report, style: Style) => string

export interface Style {
  readonly color: boolean
}

/** Report formats by name, loaded when used. */
export const REPORTERS = {
  table: async (): Promise<Reporter> => (await import('./table.js')).table,
  json: async (): Promise<Reporter> => (await import('./json.js')).json,
} as const

export type Format = keyof typeof REPORTERS

export const FORMATS = Object.keys(REPORTERS).filter((name): name is Format => name in REPORTERS)
