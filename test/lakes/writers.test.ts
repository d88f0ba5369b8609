// Every file of every writer gives the same values: those that scikit-learn computes of the logical rows.
import { describe, it } from 'vitest'
import { COPIES, LAKE, lakeFiles } from '../support/lake.js'
import { expectAllRows } from '../support/lake-score.js'

describe('a file scores as scikit-learn does', () => {
  it.each(lakeFiles())('$path: $exercises', async ({ path, columns }) => {
    await expectAllRows(`${LAKE}${path}`, columns, COPIES[path])
  })
})
