import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, it } from 'vitest'

const ENTRY = fileURLToPath(new URL('../src/index.ts', import.meta.url))

it('everything that the library exports says what it means (npm run docs:api)', () => {
  const exported = exportsOf(ENTRY)
  expect(exported.map(({ name }) => name)).toEqual(expect.arrayContaining(['evaluate', 'Options', 'Evaluation', 'isKnownError']))
  expect(exported.filter(({ hasText }) => !hasText).map(({ name, file }) => `${name} of ${file}`)).toEqual([])
})

interface Exported {
  readonly name: string
  readonly file: string
  readonly hasText: boolean
}

/** What a module exports, of itself and of others; `names` = only these. */
function exportsOf(file: string, names: ReadonlySet<string> | null = null): Exported[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  return source.statements.flatMap((statement): Exported[] => {
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined) return reexported(statement, file)
    const isNamed =
      ts.isFunctionDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)
    if (!isNamed || !statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
    const name = statement.name?.text ?? 'default'
    const hasText = ts.getJSDocCommentsAndTags(statement).length > 0
    return names === null || names.has(name) ? [{ name, file: path.basename(file), hasText }] : []
  })
}

function reexported({ moduleSpecifier, exportClause }: ts.ExportDeclaration, file: string): Exported[] {
  const target = moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : ''
  const names =
    exportClause !== undefined && ts.isNamedExports(exportClause)
      ? new Set(exportClause.elements.map(({ name }) => name.text))
      : null
  return exportsOf(path.resolve(path.dirname(file), target.replace(/\.js$/, '.ts')), names)
}
