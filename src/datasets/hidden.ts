/**
 * Whether a path below a pattern's folder is no data, as Spark, Hive and EMR have it: a name or folder that starts
 * with `_` or `.`, checksums, folder markers, copies under way. A part that the pattern itself spells so is wanted.
 */
export function isHidden(relative: string, pattern: string): boolean {
  const parts = relative.split('/')
  const name = parts.at(-1) ?? ''
  if (name === '' || LEFTOVERS.some((ending) => name.endsWith(ending) && !pattern.endsWith(ending))) return true
  const wanted = pattern.split('/')
  const start = wanted.indexOf('**')
  const end = wanted.lastIndexOf('**') - wanted.length
  return parts.some((part, index) => {
    if (!/^[._]/.test(part) || isPartition(part)) return false
    const fromEnd = index - parts.length
    const asked = start === -1 || index < start ? wanted[index] : fromEnd > end ? wanted.at(fromEnd) : undefined
    return asked?.[0] !== part[0]
  })
}

const LEFTOVERS = ['.crc', '_$folder$', '._COPYING_']

/** A partition column may start with `_`. */
function isPartition(part: string): boolean {
  return part.startsWith('_') && part.includes('=')
}
