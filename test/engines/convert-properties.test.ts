import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convertFiles } from '../support/convert.js'
import { testWorld } from '../support/engine.js'

const world = testWorld()

/** Any text but lone surrogates, which no file of UTF-8 has, and NUL. */
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => !value.includes('\0'))
const odd = fc.constantFrom(
  ',',
  '"',
  '""',
  '\n',
  '\r\n',
  ';',
  '\t',
  "'",
  '\\',
  '#',
  '=1+1',
  'null',
  'NaN',
  '007',
  ' x ',
  '{',
  '[',
)
const name = fc.oneof(text, odd).map((value) => `n${value.trim()}`)
const cell = fc.oneof(
  text,
  odd,
  fc.tuple(text, odd, text).map((parts) => parts.join('')),
)

const table = fc.uniqueArray(name, { minLength: 2, maxLength: 4, selector: (value) => value.toLowerCase() }).chain((names) =>
  fc.record({
    names: fc.constant(names),
    rows: fc.array(fc.array(cell, { minLength: names.length, maxLength: names.length }), { maxLength: 8 }),
  }),
)

function quoted(value: string): string {
  return `"${value.replaceAll('"', '""')}"`
}

describe('what is converted is what was written', () => {
  it('texts of CSV, whatever they hold; empty ones are null', async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), async ({ names, rows }, end) => {
        // A word in every column: else numbers would be numbers.
        const all = [names.map(() => 'word'), ...rows]
        const csv = [names, ...all].map((row) => row.map(quoted).join(',') + end).join('')
        const converted = await convertFiles({ 'a.csv': csv }, world)
        const expected = all.map((row) => Object.fromEntries(names.map((key, index) => [key, row[index] || null])))
        expect(converted.rows[0]).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })

  it('texts of JSON Lines, whatever they hold', async () => {
    await fc.assert(
      fc.asyncProperty(table, async ({ names, rows }) => {
        const all = [names.map(() => 'word'), ...rows]
        const objects = all.map((row) => Object.fromEntries(names.map((key, index) => [key, row[index] ?? ''])))
        const { rows: found } = await convertFiles({ 'a.json': objects.map((row) => `${JSON.stringify(row)}\n`).join('') }, world)
        expect(found[0]).toEqual(objects)
      }),
      { numRuns: 40 },
    )
  })

  it('doubles and integers, to the last digit, in CSV, JSON Lines and the output of a transform', async () => {
    const numbers = fc.record({
      doubles: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 20 }),
      integers: fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { minLength: 20, maxLength: 20 }),
    })
    await fc.assert(
      fc.asyncProperty(numbers, async ({ doubles, integers }) => {
        const rows = [0.5, ...doubles].map((x, index) => ({ x, i: integers[index] ?? 0n }))
        const contents = {
          'a.csv': `x,i\n${rows.map(({ x, i }) => `${x},${i}\n`).join('')}`,
          'b.json': rows.map(({ x, i }) => `{"x":${x},"i":${i}}\n`).join(''),
          'c.csv.out': rows.map(({ x, i }) => `[${x},${i}]\n`).join(''),
        }
        for (const [file, content] of Object.entries(contents)) {
          const columnNames = file.endsWith('.out') ? ['x', 'i'] : null
          const converted = await convertFiles({ [file]: content }, world, { columnNames })
          expect(converted.types).toEqual({ x: 'DOUBLE', i: 'BIGINT' })
          // Zero has one sign in JSON and SQL.
          expect(converted.rows[0]).toEqual(rows.map(({ x, i }) => ({ x: x + 0, i: String(i) })))
        }
      }),
      { numRuns: 25 },
    )
  })
})
