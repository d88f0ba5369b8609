/**
 * Fills in `${NAME}` and `${NAME:-default}` from the environment; the default serves an unset or empty
 * variable, as in a shell. `$${…}` stands for a literal `${…}`.
 */
export function interpolate(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): { readonly text: string; readonly problems: readonly string[] } {
  const problems: string[] = []
  const filled = text.replaceAll(/(\$?)\$\{([^}]*)\}/g, (whole, dollar: string, reference: string) => {
    if (dollar !== '') return whole.slice(1)
    const [, name, fallback] = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s.exec(reference) ?? []
    if (name === undefined) {
      problems.push(`\${${reference}} names no environment variable (write \${NAME}, or $\${…} for the characters themselves)`)
      return whole
    }
    const value = env[name]
    if (fallback !== undefined) return value === undefined || value === '' ? fallback : value
    if (value === undefined) problems.push(`environment variable ${name} is not set (set it, or give a default: \${${name}:-…})`)
    return value ?? whole
  })
  return { text: filled, problems }
}
