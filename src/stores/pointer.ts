/** The value at a JSON pointer (RFC 6901), or undefined. Only own keys count. */
export function resolvePointer(json: unknown, pointer: string): unknown {
  let value = json
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    if (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(key)) return undefined
    value = Object.entries(value).find(([name]) => name === key)?.[1]
  }
  return value
}

/** Splits `document#/json/pointer`; the pointer is null when there is none. */
export function splitPointer(reference: string): { readonly uri: string; readonly pointer: string | null } {
  const at = reference.indexOf('#')
  if (at === -1) return { uri: reference, pointer: null }
  return { uri: reference.slice(0, at), pointer: reference.slice(at + 1) }
}

/** Why the text after `#` is no JSON pointer, or null. */
export function pointerProblem(pointer: string): string | null {
  if (!pointer.startsWith('/')) return 'must start with / after the #'
  return /~(?![01])/.test(pointer) ? 'may contain ~ only as ~0 or ~1' : null
}
