import { expect, it } from 'vitest'
import { residualChart } from '../../../../src/reporters/html/charts/panels.js'

it('residuals of a slice can be seen beside those of one that are a hundred times as far off', async () => {
  const svg = await residualChart([chart('wide', 100), chart('narrow', 1)])
  const widths = [...(svg?.markup ?? '').matchAll(/<path d="M[\d.]+,[\d.]+h(-?[\d.]+)v/g)].map(([, width]) => Number(width))
  expect(widths).toHaveLength(80)
  expect(Math.min(...widths)).toBeGreaterThan(0)
})

/** Forty bins, as many as there can be, over residuals from −reach to reach. */
function chart(name: string, reach: number) {
  const bins = Array.from({ length: 40 }, (_, bin) => ({
    from: (bin / 20 - 1) * reach,
    to: ((bin + 1) / 20 - 1) * reach,
    rows: 5,
  }))
  return { name, rows: 200, calibration: null, roc: null, residuals: bins }
}
