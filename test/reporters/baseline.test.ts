import { describe, expect, it } from 'vitest'
import type { BaselineDocument } from '../../src/core/baseline.js'
import { compareRevisions, diffConfig, diffRevisions } from '../../src/core/baseline-diff.js'
import type { BaselineChange, BaselineRevision } from '../../src/core/baseline-report.js'
import { changeTable } from '../../src/reporters/baseline/change.js'
import { diffTable } from '../../src/reporters/baseline/diff.js'
import { historyTable } from '../../src/reporters/baseline/history.js'
import { showTable } from '../../src/reporters/baseline/show.js'
import type { Style } from '../../src/reporters/index.js'
import { BASELINE } from '../support/baseline.js'

const SOURCE = 's3://models/churn/production.json'
const CURRENT = revision(BASELINE, { revision: '91bb02c4aa31', isCurrent: true, storeRevision: 'etag:0cc175b9c0f1b6a8' })
const FORMER_DOCUMENT: BaselineDocument = {
  ...BASELINE,
  metric: 'f_beta',
  params: { beta: 2, threshold: 0.4 },
  slices: [
    {
      ...BASELINE.slices[0],
      name: 'new-customers',
      where: 'tenure_months < 3',
      weight: 0.5,
      origin: 'where',
      value: 0.71,
      standardError: null,
      rows: 900,
    },
    { name: 'pro', where: "plan = 'pro'", weight: 0.5, origin: 'where', value: 0.91, standardError: null, rows: 12_345 },
  ],
  score: 0.81,
  standardError: null,
  dataset: null,
  createdAt: '2026-11-01T05:12:00.000Z',
  createdBy: 'ada@laptop',
  note: null,
}
const FORMER = revision(FORMER_DOCUMENT, { revision: '3f2a9c1b7d10', archivedAt: '2026-11-15T06:00:00.000Z' })
const PLAIN: BaselineRevision = { ...FORMER, revision: '0a1b2c3d4e5f', document: null, score: 0.86, standardError: null }
const BROKEN: BaselineRevision = { ...PLAIN, revision: 'ffffffffffff', score: null, problem: 'it is not valid JSON' }
const HOSTILE = revision(
  { ...BASELINE, createdBy: 'eve\u001b[2J@host', note: 'a\u202eb\nc', metric: 'm\u0007' },
  { revision: '666666666666' },
)
const CHANGE: BaselineChange = {
  action: 'record',
  model: 'churn',
  source: SOURCE,
  status: 'stored',
  former: { ...FORMER, isCurrent: true },
  baseline: CURRENT,
  ...compareRevisions(FORMER, CURRENT),
  reasons: ['12 of 300 queries have no relevant item and are left out (on_no_relevant: skip)'],
}
const DIFF = { model: 'churn', source: SOURCE, from: FORMER, to: CURRENT }

const SCENARIOS: Readonly<Record<string, (style: Style) => string>> = {
  show: (style) => showTable({ model: 'churn', baseline: CURRENT }, style),
  'show-former-given': (style) => showTable({ model: 'churn', baseline: FORMER }, style),
  'show-plain': (style) =>
    showTable({ model: 'churn', baseline: { ...PLAIN, isCurrent: true, archivedAt: null, uri: SOURCE } }, style),
  history: (style) =>
    historyTable({ model: 'churn', source: SOURCE, revisions: [CURRENT, FORMER, PLAIN, BROKEN, HOSTILE] }, style),
  'history-empty': (style) => historyTable({ model: 'churn', source: SOURCE, revisions: [] }, style),
  record: (style) => changeTable(CHANGE, style),
  'record-first': (style) => changeTable({ ...CHANGE, former: null, differences: null, change: null, reasons: [] }, style),
  'record-same-definition': (style) => {
    const before = revision({ ...BASELINE, score: 0.86 }, { revision: '3f2a9c1b7d10' })
    return changeTable({ ...CHANGE, former: before, ...compareRevisions(before, CURRENT), reasons: [] }, style)
  },
  'record-dry-run': (style) => changeTable({ ...CHANGE, status: 'dry_run' }, style),
  'record-refused': (style) =>
    changeTable(
      { ...CHANGE, status: 'refused', baseline: null, reasons: ['slice a has no scored rows', 'the dataset is empty'] },
      style,
    ),
  'rollback-plain': (style) =>
    changeTable(
      {
        ...CHANGE,
        action: 'rollback',
        former: CURRENT,
        baseline: PLAIN,
        ...compareRevisions(CURRENT, PLAIN),
        reasons: ['as it is'],
      },
      style,
    ),
  diff: (style) => diffTable({ ...DIFF, ...diffRevisions(FORMER, CURRENT) }, style),
  'diff-same': (style) => diffTable({ ...DIFF, from: CURRENT, ...diffRevisions(CURRENT, CURRENT) }, style),
  'diff-config': (style) => diffTable({ ...DIFF, to: null, ...diffConfig(FORMER, BASELINE) }, style),
  'diff-plain': (style) => diffTable({ ...DIFF, from: PLAIN, ...diffRevisions(PLAIN, CURRENT) }, style),
  hostile: (style) => showTable({ model: 'ch\u001burn', baseline: HOSTILE }, style),
}

describe('the tables of ctrain baseline', () => {
  it.each(Object.entries(SCENARIOS))('%s is as in its golden file', async (name, print) => {
    await expect(print({ color: false, isAscii: false })).toMatchFileSnapshot(`../golden/baseline/${name}.txt`)
  })

  it('say the same with colours as without, and let no control character reach the terminal', () => {
    for (const print of Object.values(SCENARIOS)) {
      const plain = print({ color: false, isAscii: false })
      expect(print({ color: true, isAscii: false }).replaceAll(/\u001b\[\d+m/g, '')).toBe(plain)
      expect(plain).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    }
  })
})

function revision(document: BaselineDocument, more: Partial<BaselineRevision>): BaselineRevision {
  const { score, standardError } = document
  return {
    revision: '000000000000',
    isCurrent: false,
    uri: more.isCurrent ? SOURCE : `${SOURCE}.revisions/20261115T060000.000Z-${more.revision}.json`,
    archivedAt: null,
    storeRevision: null,
    score,
    standardError,
    document,
    problem: null,
    ...more,
  }
}
