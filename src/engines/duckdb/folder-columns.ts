import type { SourceFile } from '../../core/data-source.js'
import { partitionValue } from '../../core/partition-columns.js'
import type { Column } from '../../core/ports.js'
import { identifier, literal } from '../../core/sql.js'
import { perFile } from './per-file.js'

/** SQL of a column that the folders of files make, as `expression AS name`. */
export function folderColumn(column: Column, files: readonly SourceFile[]): string {
  return `${perFile(folderValues(column, files))} AS ${identifier(column.name)}`
}

/** SQL of the value that each file's folders give a column. */
export function folderValues({ name, type }: Column, files: readonly SourceFile[]): string[] {
  return files.map((file) => {
    const value = partitionValue(file, name)
    return `CAST(${value === null ? 'NULL' : literal(value)} AS ${type})`
  })
}
