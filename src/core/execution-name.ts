/** What the name of an execution that ctrain started tells. */
export interface NameParts {
  /** Of the model's name; models whose names are alike may share it. */
  readonly slug: string
  readonly driftEvent: string
  readonly attempt: number
}

/** The name of an attempt's execution: it follows from the event alone, and is the lock of the start. At most 80 characters. */
export function executionName(model: string, driftEvent: string, attempt: number): string {
  return `ctrain-${slugOf(model)}-${driftEvent}-a${attempt}`
}

/** Null = the name is none that ctrain gives. */
export function parseExecutionName(name: string): NameParts | null {
  const [, slug, driftEvent, attempt] = /^ctrain-(.*)-([0-9a-f]{20})-a([1-9]\d{0,8})$/.exec(name) ?? []
  if (slug === undefined || driftEvent === undefined) return null
  return { slug, driftEvent, attempt: Number(attempt) }
}

/** A name in the characters that execution names and CloudWatch Logs allow. */
export function slugOf(model: string): string {
  return model.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 40)
}
