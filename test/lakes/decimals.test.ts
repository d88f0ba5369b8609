// Decimals as labels: exact in every physical type, null where there is none.
import { describe, expect, it } from 'vitest'
import { EXPECTED, expectedSlices, LAKE, lakeFiles } from '../support/lake.js'
import { createProject, onlyEvaluation } from '../support/project.js'

const files = lakeFiles().filter(({ columns, exercises }) => columns.includes('amount') && /decimal|struct|all/i.test(exercises))

describe('an amount as the label of a regression', () => {
  it.each(files)('$path: $exercises', async ({ path, columns }) => {
    const slices = expectedSlices('all', columns)
    const { run } = createProject({
      m: {
        dataset: { source: `${LAKE}${path}`, columns: { label: 'amount', prediction: 'prediction', weight: 'weight' } },
        metric: 'rmse',
        also: ['mae'],
        slices: slices.map(({ name, where }) => ({ name, ...(where === null ? {} : { where }), weight: 1 })),
        normalize_weights: true,
        production: { score: 1 },
        drift: { max_drop: '5%' },
      },
    })
    const evaluation = onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json'))
    expect(evaluation.dataset).toMatchObject({ rows: EXPECTED.rows['all'], rowsScored: 119, rowsWithoutLabel: 1 })
    expect(evaluation.slices.map(({ name, rows, value, also }) => [name, rows, value, also[0]?.value])).toEqual(
      slices.map(({ name, amountRows, rmse, mae }) => [name, amountRows, digits(rmse), digits(mae)]),
    )
  })
})

/** As reports tell a value. */
function digits(value: number): number {
  return Number(value.toPrecision(12))
}
