type Env = Readonly<Record<string, string | undefined>>

const REFERENCE = /(\$?)\$\{([^}\n]*)\}/g

export interface Masked {
  /** The text with each reference replaced by as many characters that mean nothing to YAML. */
  readonly text: string
  /** A part of the text with its references back in place. */
  restore(part: string): string
}

/**
 * Hides `${…}` from the YAML parser, to which its braces would mean a mapping. Every other character
 * stays where it is, so that positions hold.
 */
export function maskReferences(text: string): Masked {
  const references: string[] = []
  const masked = text.replaceAll(REFERENCE, (whole) => {
    references.push(whole)
    return String.fromCharCode(FIRST + references.length) + FILLER.repeat(whole.length - 1)
  })
  return {
    text: masked,
    restore: (part) =>
      part.replaceAll(/[\ue001-\uf8ff]\ue000+/g, (token) => references[token.charCodeAt(0) - FIRST - 1] ?? token),
  }
}

/** Private-use characters: one that counts the reference, then fillers. */
const FIRST = 0xe000
const FILLER = String.fromCharCode(FIRST)

/**
 * Fills in `${NAME}` and `${NAME:-default}` from the environment; the default serves an unset or empty
 * variable, as in a shell. `$${…}` stands for a literal `${…}`.
 */
export function interpolate(text: string, env: Env): { readonly text: string; readonly problems: readonly string[] } {
  const problems: string[] = []
  const filled = text.replaceAll(REFERENCE, (whole, dollar: string, reference: string) => {
    if (dollar !== '') return whole.slice(1)
    const [, name, fallback] = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s.exec(reference) ?? []
    if (name === undefined) {
      problems.push(`\${${reference}} names no environment variable (write \${NAME}, or $\${…} for the characters themselves)`)
      return ''
    }
    const value = env[name]
    if (fallback !== undefined) return value === undefined || value === '' ? fallback : value
    if (value === undefined) problems.push(`environment variable ${name} is not set (set it, or give a default: \${${name}:-…})`)
    return value ?? ''
  })
  return { text: filled, problems }
}
