import type { Appendix } from '../core/appendix.js'
import type { Report } from '../core/evaluation.js'

/** A reporter is a function from a report to text. `appendices` = one for each evaluation, where the format has a use for them. */
export type Reporter = (report: Report, style: ReportStyle, appendices: readonly Appendix[]) => string | Promise<string>

export interface Style {
  readonly color: boolean
  /** Nothing but ASCII is written, but for what the data hold. */
  readonly isAscii: boolean
}

/** Where the text will be read. */
export interface ReportStyle extends Style {
  /** Columns of the terminal; files and pipes have 80. */
  readonly width: number
  /** Slices that are shown, at most; null = as many as the format has by itself. */
  readonly top: number | null
  /** The verdicts alone, in formats for people. */
  readonly isQuiet: boolean
  readonly isVerbose: boolean
  /** The config that was named; null = it was found. Commands to copy name it, too. */
  readonly config: string | null
}

/** A file or a pipe. */
export const PLAIN: ReportStyle = {
  color: false,
  isAscii: false,
  width: 80,
  top: null,
  isQuiet: false,
  isVerbose: false,
  config: null,
}

/** Report formats by name, loaded when used. */
export const REPORTERS = {
  table: async (): Promise<Reporter> => (await import('./table.js')).table,
  json: async (): Promise<Reporter> => (await import('./json.js')).json,
  markdown: async (): Promise<Reporter> => (await import('./markdown.js')).markdown,
  junit: async (): Promise<Reporter> => (await import('./junit.js')).junit,
  html: async (): Promise<Reporter> => (await import('./html.js')).html,
  csv: async (): Promise<Reporter> => (await import('./csv.js')).csv,
  prometheus: async (): Promise<Reporter> => (await import('./prometheus.js')).prometheus,
  emf: async (): Promise<Reporter> => (await import('./emf.js')).emf,
  github: async (): Promise<Reporter> => (await import('./github.js')).github,
} as const

export type Format = keyof typeof REPORTERS

export const FORMATS = Object.keys(REPORTERS).filter((name): name is Format => name in REPORTERS)

/** Formats that show more than the report has. */
export const WITH_APPENDIX: readonly string[] = ['html']
