// What lies in lakes under the name of Parquet and can't be read is a clear error that names the file.
import { describe, expect, it } from 'vitest'
import { expectedSlices, LAKE, lakeFiles, unreadableFiles } from '../support/lake.js'
import { score } from '../support/lake-score.js'

const COLUMNS = ['label', 'prediction', 'weight', 'segment']
const slices = expectedSlices('all', COLUMNS)

describe('an error names the file and what it is, exit 2', () => {
  it.each(unreadableFiles())('$path: $says', async ({ path, says }) => {
    const { code, err, out } = await score({ source: `${LAKE}${path}`, slices, columns: COLUMNS })
    expect(err).toContain(`${LAKE}${path}`)
    expect(err.replaceAll(`${LAKE}${path}`, '')).toMatch(new RegExp(says, 'i'))
    expect(err).not.toMatch(/ {4}at /)
    expect(JSON.parse(out).evaluations[0]).toMatchObject({ score: null, error: { kind: 'data' } })
    expect(code).toBe(2)
  })
})

describe('among good files it is still the one that is named', () => {
  const good = lakeFiles()
    .filter(({ columns }) => COLUMNS.every((column) => columns.includes(column)))
    .slice(0, 3)
    .map(({ path }) => `${LAKE}${path}`)

  it.each(unreadableFiles())('$path', async ({ path }) => {
    const source = [...good, `${LAKE}${path}`]
    const { code, err } = await score({ source, slices, columns: COLUMNS })
    expect(err).toContain(`${LAKE}${path}`)
    for (const file of good) expect(err).not.toContain(file)
    expect(code).toBe(2)
  })
})
