import { describe, expect, it } from 'vitest'
import { bar } from '../../../src/reporters/terminal/bar.js'
import { fitColumns } from '../../../src/reporters/terminal/column-fit.js'
import { plot, plotHead, plotScale } from '../../../src/reporters/terminal/plot.js'
import { shortened } from '../../../src/reporters/terminal/text-width.js'

const line = (value: number, low: number, high: number, production: number) => ({
  value,
  interval: [low, high] as const,
  production,
})

describe('the plot of an interval', () => {
  it('has value, ends and production where the scale above it says', () => {
    const lines = [line(0.5, 0.25, 0.75, 1), line(0, 0, 0, 1)]
    const scale = plotScale(lines) ?? { low: 0, high: 0 }
    expect(plotHead(scale, 21)).toBe('0.0               1.0')
    expect(lines.map((each) => plot(each, scale, 21))).toEqual(['     ├────●────┤    │', '●                   │'])
  })

  it('cuts off an interval that would make all the others small, and says so', () => {
    const wide = line(0.5, -100, 100, 0.6)
    const scale = plotScale([wide, line(0.4, 0.39, 0.41, 0.6)])
    expect(scale).toEqual({ low: expect.closeTo(0, 9), high: expect.closeTo(1, 9) })
    expect(plot(wide, scale ?? { low: 0, high: 0 }, 13)).toMatch(/^◂─+●┼─+▸$/)
  })

  it('draws nothing of points that are all alike, or that no scale holds', () => {
    expect(plotScale([{ value: 1, interval: null, production: 1 }])).toBeNull()
    expect(plotScale([{ value: -1.7e308, interval: null, production: 1.7e308 }])).toBeNull()
  })
})

it('a bar is as long as its share of the greatest, to an eighth of a column, and light where it is a gain', () => {
  expect([bar(1, 1, 4), bar(0.5, 1, 4), bar(0.03125, 1, 4), bar(1e-9, 1, 4), bar(0, 1, 4)]).toEqual(['████', '██', '▏', '▏', ''])
  expect(bar(-0.5, 1, 4)).toBe('░░')
})

it('columns go in the order of their rank until the rest has room; what is over goes to those that can use it', () => {
  const column = (size: number, rank: number | null, most = size) => ({ least: size, wanted: size, good: size, most, rank })
  const columns = [column(10, null, 20), column(10, 2), column(10, 1)]
  expect(fitColumns(columns, 34, 2)).toEqual([10, 10, 10])
  expect(fitColumns(columns, 33, 2)).toEqual([20, 10, null])
  expect(fitColumns(columns, 10, 2)).toEqual([10, null, null])
})

it('a long name keeps both its ends, and never a half of a wide character', () => {
  expect(shortened('region=EU, plan=enterprise', 15, '…')).toBe('region=…erprise')
  expect(shortened('新規顧客の一覧', 8, '…')).toBe('新規…覧')
})
