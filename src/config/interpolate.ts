import { CONTEXT_KEYS } from '../core/input-context.js'
import { hasMarks, markPlaceholder, parsePlaceholder } from '../core/template.js'
import { didYouMean } from './did-you-mean.js'

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

/** A text with what was wrong with its references. */
export interface Interpolated {
  readonly text: string
  readonly problems: readonly string[]
}

/**
 * Fills in `${NAME}` and `${NAME:-default}` from the environment; the default serves an unset or empty
 * variable, as in a shell. `$${…}` stands for a literal `${…}`.
 */
export function interpolate(text: string, env: Env): Interpolated {
  return fillIn(text, (reference) => valueOfVariable(reference, env))
}

/** The same in a template, where placeholders stay, marked as such; their names go before those of variables. */
export function interpolateTemplate(text: string, env: Env): Interpolated {
  const filled = fillIn(text, (reference) => {
    const placeholder = parsePlaceholder(reference)
    const [first = '', ...further] = placeholder?.path ?? []
    if (placeholder !== null && (further.length > 0 || CONTEXT_KEYS.includes(first))) return { value: markPlaceholder(reference) }
    const variable = valueOfVariable(reference, env)
    if ('problem' in variable && placeholder !== null) {
      const problem = `\${${reference}} is neither a placeholder nor a set environment variable (${didYouMean(first, CONTEXT_KEYS)})`
      return { problem }
    }
    return 'value' in variable && hasMarks(variable.value) ? { problem: MARKS } : variable
  })
  return hasMarks(text) ? { ...filled, problems: [...filled.problems, MARKS] } : filled
}

const MARKS = 'has a character that stands for no text (remove U+FDD0 and U+FDD1)'

type Value = { readonly value: string } | { readonly problem: string }

function fillIn(text: string, resolve: (reference: string) => Value): Interpolated {
  const problems: string[] = []
  const filled = text.replaceAll(REFERENCE, (whole, dollar: string, reference: string) => {
    if (dollar !== '') return whole.slice(1)
    const found = resolve(reference)
    if ('value' in found) return found.value
    problems.push(found.problem)
    return ''
  })
  return { text: filled, problems }
}

function valueOfVariable(reference: string, env: Env): Value {
  const [, name, fallback] = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s.exec(reference) ?? []
  if (name === undefined) {
    const problem = `\${${reference}} names no environment variable (write \${NAME}, or $\${…} for the characters themselves)`
    return { problem }
  }
  const value = env[name]
  if (fallback !== undefined) return { value: value === undefined || value === '' ? fallback : value }
  if (value !== undefined) return { value }
  return { problem: `environment variable ${name} is not set (set it, or give a default: \${${name}:-…})` }
}
