import { type KnownError, knownError } from '../../../core/errors.js'
import { isTransformOutput } from '../../../core/format.js'
import type { RawFiles, WantedColumns } from '../../../core/raw-files.js'
import { same } from '../../../core/sql.js'
import { delimiterOf, firstRecord } from './csv-record.js'
import type { TextFile } from './text-file.js'

/** How a CSV file is laid out. */
export interface CsvLayout {
  readonly text: TextFile
  readonly delimiter: string
  readonly hasHeader: boolean
  readonly names: readonly string[]
}

/** The layout that the first record shows; null = the file is empty. */
export function layoutOf(text: TextFile, raw: RawFiles, wanted: WantedColumns): CsvLayout | null {
  if (text.lines.length === 0) return null
  const isOutput = isTransformOutput(text.file.uri)
  const delimiter = delimiterOf(text.lines, raw.columnNames?.length ?? null)
  const fields = firstRecord(text.lines, delimiter)
  if (raw.columnNames !== null) {
    checkNames(raw.columnNames, fields, text, raw)
    return { text, delimiter, hasHeader: false, names: raw.columnNames }
  }
  if (isOutput) return { text, delimiter, hasHeader: false, names: unnamed(fields.length, text, raw, wanted) }
  return { text, delimiter, hasHeader: true, names: headerNames(fields, text) }
}

/** The names of columns of an output that names none: that of the prediction, if there is only one. */
export function unnamed(count: number, { file }: Pick<TextFile, 'file'>, raw: RawFiles, wanted: WantedColumns): string[] {
  if (count === 1 && wanted.prediction !== null) return [wanted.prediction]
  throw knownError('data', `${file.uri} has ${count} ${count === 1 ? 'column' : 'columns'} without names`, {
    hint: `name them in order: ${raw.columnNamesKey}: [${Array.from({ length: count }, (_, index) => `name${index + 1}`).join(', ')}]`,
  })
}

function checkNames(names: readonly string[], fields: readonly string[], { file }: TextFile, raw: RawFiles): void {
  if (fields.length === names.length && fields.every((field, index) => same(field.trim(), names[index] ?? ''))) {
    throw knownError('data', `${file.uri} has a header, and ${raw.columnNamesKey} is for files that have none`, {
      hint: `leave out ${raw.columnNamesKey}`,
    })
  }
  if (fields.length !== names.length) throw otherCount(fields.length, names.length, file.uri, raw)
}

function otherCount(found: number, named: number, uri: string, raw: RawFiles): KnownError {
  return knownError('data', `${uri}, line 1: ${found} ${found === 1 ? 'column' : 'columns'} instead of ${named}`, {
    hint: `${raw.columnNamesKey} must name every column of the file, in order`,
  })
}

function headerNames(fields: readonly string[], { file }: TextFile): string[] {
  // Row numbers come without a name.
  const names = fields.map((field, index) => (field.trim() === '' ? `column${index}` : field.trim()))
  const twice = names.find((name, index) => names.findIndex((other) => same(other, name)) < index)
  if (twice === undefined) return names
  throw knownError('data', `${file.uri} has two columns "${twice}"`, {
    hint: 'give the columns different names, whatever their case; files without a header need column_names',
  })
}
