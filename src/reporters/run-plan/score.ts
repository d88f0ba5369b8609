import { formatLimit } from '../../core/decide.js'
import type { PlannedMetric, RunPlan } from '../../core/run-plan.js'
import { formatMetric, formatWeight } from '../numbers.js'
import { counted, listed, paragraph, type Section } from './prose.js'

/** The slices, and how they make the score. */
export function scoreSections(plan: RunPlan, width: number): Section[] {
  const { slices, foundSlices, metric, also, drift } = plan
  const found = foundSlices.map(({ by, weight }) => {
    const share = weight === 'rows' ? 'in proportion to their rows' : 'in equal parts'
    return `One slice for each value of ${listed(by)} in the data, which share what weight is left ${share}.`
  })
  const lines = slices.map(({ name, where, weight, guard }) => {
    const share = weight === null ? 'weight by its rows' : `weight ${formatWeight(weight)}`
    const own = guard === null ? '' : `; its own drop may be ${formatLimit(guard)} at most`
    return `${name}, ${share}: ${where === null ? 'all rows' : `rows with ${where}`}${own}`
  })
  const empty = drift === null ? [] : [EMPTY[drift.onEmptySlice]]
  if (metric === null) return []
  return [
    {
      title: 'Slices',
      lines: [
        ...[...lines, ...found].flatMap((line) => paragraph(line, width, 2)),
        ...empty.flatMap((line) => paragraph(line, width)),
      ],
    },
    {
      title: 'Score',
      lines: [
        ...paragraph(`score = ${formulaOf(plan, metric)}`, width, 8),
        ...paragraph(`${formatMetric(metric)}: ${metric.summary} ${better(metric)}`, width),
        ...(metric.formula === '' ? [] : paragraph(metric.formula, width, 2)),
        ...(also.length === 0 ? [] : paragraph(`Reported beside it: ${listed(also.map(formatMetric))}.`, width)),
      ],
    },
  ]
}

const EMPTY = {
  fail: 'A slice without scored rows leaves the run without a verdict.',
  skip: 'The weight of a slice without scored rows goes to the others.',
  production: 'For a slice without scored rows, its stored production score stands in.',
} as const

const MOST_TERMS = 6

function formulaOf({ slices, foundSlices }: RunPlan, { name }: PlannedMetric): string {
  const entering = slices.filter(({ weight }) => weight !== 0)
  if (foundSlices.length > 0 || entering.length > MOST_TERMS) return `Σ weight × ${name}(slice) over the slices`
  return entering
    .map(({ name: slice, weight }) => `${weight === null ? 'weight' : formatWeight(weight)} × ${name}(${slice})`)
    .join(' + ')
}

function better({ direction }: PlannedMetric): string {
  return direction === null ? 'Neither more nor less is better.' : `${direction === 'higher' ? 'More' : 'Less'} is better.`
}

/** The queries by what they give; their text where it is asked for. */
export function queryLine({ queries, model }: RunPlan): string {
  const names = queries.map(({ what }) => what)
  return `${counted(queries.length, 'query', 'queries')} of all slices at once: ${listed(names)}. ctrain explain --model ${model} --sql prints them.`
}
