import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { historyChart } from '../../src/reporters/history-chart.js'
import { historyCsv } from '../../src/reporters/history-csv.js'
import { historyTable } from '../../src/reporters/history-table.js'
import { HISTORIES, recordedRun } from './histories.js'

const CONTROL = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e]/
const plain = new Chalk({ level: 0 })
const plainStyle = { color: false, isAscii: false }

describe('the history for people', () => {
  it.each(Object.entries(HISTORIES))(
    'prints %s as in its golden files, at 80 columns, 120 and without end',
    async (name, histories) => {
      for (const [file, width] of [
        ['80', 80],
        ['120', 120],
        ['wide', null],
      ] as const) {
        const printed = historyTable(histories, { ...plainStyle, width })
        await expect(printed).toMatchFileSnapshot(`../golden/history/${name}.${file}.txt`)
      }
    },
  )

  it('keeps the lines of runs and the chart within the terminal, and lets no control character reach it', () => {
    for (const histories of Object.values(HISTORIES)) {
      const printed = historyTable(histories, { ...plainStyle, width: 80 })
      expect(printed).not.toMatch(CONTROL)
      const long = printed.split('\n').filter((line) => line.length > 80)
      expect(long.filter((line) => !line.includes('ctrain-churn'))).toEqual([])
    }
  })

  it('says the same with colours as without', () => {
    for (const histories of Object.values(HISTORIES)) {
      const colored = historyTable(histories, { ...plainStyle, color: true, width: 80 })
      expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(historyTable(histories, { ...plainStyle, width: 80 }))
    }
  })
})

describe('the history in ASCII', () => {
  it('has no other characters than those of the data, in columns that are still below one another', () => {
    for (const histories of Object.values(HISTORIES)) {
      const printed = historyTable(histories, { ...plainStyle, isAscii: true, width: 80 })
      const foreign = new Set(printed.replaceAll(/[\n -~]/g, ''))
      expect([...foreign].filter((sign) => !JSON.stringify(histories).includes(sign))).toEqual([])
    }
    const runs = Array.from({ length: 9 }, (_, index) =>
      recordedRun(1 + index, index === 4 ? { score: 0.7, verdict: 'drifted' } : {}),
    )
    expect(historyChart(runs, 9, true, plain).slice(0, 4)).toEqual([
      'score      ####_####  0.7000 to 0.8600',
      'production #########  0.8600',
      expect.stringMatching(/^limit {6}(.)\1{8} {2}0\.8170$/),
      'verdict    ....x....',
    ])
  })
})

describe('the chart', () => {
  it('never has more columns than it may, and shows the worst of the runs that share one', () => {
    const runs = Array.from({ length: 100 }, (_, index) =>
      recordedRun(1 + (index % 28), index === 55 ? { score: 0.7, verdict: 'drifted' } : {}),
    )
    const [score = '', , , verdict = ''] = historyChart(runs, 10, false, plain)
    expect(score).toBe('score      █████▁████  0.7000 to 0.8600')
    expect(verdict).toBe('verdict    ·····×····')
  })

  it('tells from where to where all runs went, also those that share a column with a worse one', () => {
    const runs = Array.from({ length: 42 }, (_, index) => recordedRun(1 + (index % 28), { score: index === 4 ? 0.9 : 0.86 }))
    const [score] = historyChart(runs, 41, false, plain)
    expect(score).toMatch(/ {2}0\.8600 to 0\.9000$/)
  })

  it('draws nothing of a single score', () => {
    expect(historyChart([recordedRun(1), recordedRun(2, { score: null })], 40, false, plain)).toEqual([])
  })
})

describe('the history as CSV', () => {
  it.each(Object.entries(HISTORIES))('prints %s as in its golden file', async (name, histories) => {
    await expect(historyCsv(histories)).toMatchFileSnapshot(`../golden/history/${name}.csv`)
  })

  it('is read back cell by cell, one line per run, and no text starts a formula', () => {
    for (const histories of Object.values(HISTORIES)) {
      const text = historyCsv(histories)
      expect(text).not.toMatch(CONTROL)
      const [head = [], ...lines] = parseCsv(text)
      expect(lines.map(({ length }) => length)).toEqual(histories.flatMap(({ records }) => records.map(() => head.length)))
      for (const cell of lines.flat()) if (Number.isNaN(Number(cell))) expect(cell).not.toMatch(/^[=+\-@]/)
    }
  })
})

/** RFC 4180. */
function parseCsv(text: string): string[][] {
  return text
    .split('\r\n')
    .slice(0, -1)
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
        ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
      ),
    )
}
