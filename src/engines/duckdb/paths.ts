import type { FetchedFile } from '../../core/data-source.js'
import { literal } from '../../core/sql.js'

/** A path as a pattern that it alone matches. */
export function pathPattern(path: string): string {
  return path.replace(/[*?[]/g, '[$&]')
}

/** A path as SQL for functions that read files: they take it for a pattern. */
export function pathLiteral(path: string): string {
  return literal(pathPattern(path))
}

/** The paths of files as an SQL list, for functions that read them. */
export function pathList(files: readonly Pick<FetchedFile, 'path'>[]): string {
  return `[${files.map((file) => pathLiteral(file.path)).join(', ')}]`
}
