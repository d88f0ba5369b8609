import type { Draft } from '../core/draft.js'
import { knownError } from '../core/errors.js'
import { otherRoles, type RolePair } from '../core/find-roles.js'
import type { ColumnProfile } from '../core/inspection.js'
import type { Survey } from '../core/survey.js'
import { type LikelyTask, taskOf } from '../core/task-of.js'
import { isClear } from '../pipeline/init/proposal.js'
import { likelyPairs, nameOf } from '../pipeline/inspect/inspect.js'
import { formatCount, formatShare, printable } from '../reporters/numbers.js'
import type { Ask, Choice } from './ask.js'
import { decide } from './init-answers.js'

export interface ColumnFlags {
  readonly label: string | null
  readonly prediction: string | null
  readonly group: string | null
}

export interface DecidedColumns extends LikelyTask {
  readonly roles: Draft['roles']
  readonly label: ColumnProfile
  readonly prediction: ColumnProfile
}

/** Label and prediction, and what follows from them. */
export async function decideColumns(survey: Survey, flags: ColumnFlags, ask: Ask | null): Promise<DecidedColumns> {
  const pairs = await likelyPairs(survey, flags)
  const label = await decideRole('label', pairs, survey, flags.label, null, ask)
  const withLabel = await likelyPairs(survey, { label, prediction: flags.prediction })
  const prediction = await decideRole('prediction', withLabel, survey, flags.prediction, label, ask)
  if (label === prediction) {
    throw knownError('usage', `label and prediction are both ${label}`, {
      hint: 'name two columns with --label and --prediction',
    })
  }
  const further = otherRoles(survey.columns, [label, prediction])
  const roles = { ...further, group: nameOf(flags.group, survey.columns) ?? further.group, label, prediction }
  const [labels, predictions] = [columnOf(label, survey), columnOf(prediction, survey)]
  const task = taskOf(labels, predictions, roles.group !== null)
  if (task === null) throw unfit(labels, predictions)
  return {
    ...task,
    roles: { ...roles, group: task.task === 'ranking' ? roles.group : null },
    label: labels,
    prediction: predictions,
  }
}

async function decideRole(
  role: 'label' | 'prediction',
  pairs: readonly RolePair[],
  survey: Survey,
  given: string | null,
  taken: string | null,
  ask: Ask | null,
): Promise<string> {
  const likely = [...new Set(pairs.map((pair) => pair[role].name))]
  const [best = null] = likely
  const isDecided = ask !== null || isClear(pairs, role)
  const named = likely.slice(0, 3).map(printable).join(' or ')
  return await decide(
    {
      flag: `--${role}`,
      given: nameOf(given, survey.columns),
      message: QUESTIONS[role],
      likely: isDecided ? best : null,
      choices: choicesOf(survey, likely).filter(({ value }) => value !== taken),
      undecided: best === null ? `no column looks like a ${role}` : `it is not clear which column is the ${role}: ${named}`,
    },
    ask,
  )
}

const QUESTIONS = {
  label: 'Which column has the ground truth (the label)?',
  prediction: 'Which column has the prediction?',
} as const

/** The likely ones first. */
function choicesOf({ columns, rowsScanned }: Survey, likely: readonly string[]): Choice[] {
  const known = columns.filter(({ kind }) => kind !== 'nested')
  const first = likely.flatMap((name) => known.find((column) => column.name === name) ?? [])
  return [...new Set([...first, ...known])].map((column) => ({
    value: column.name,
    label: printable(column.name),
    hint: describe(column, rowsScanned),
  }))
}

function describe({ type, distinct, min, max, nulls, rows, values }: ColumnProfile, rowsScanned: number): string {
  const few = (values ?? []).filter(({ value }) => value !== null).slice(0, 3)
  const shares = few.map(({ value, rows: count }) => `${printable(value ?? '')} ${formatShare(count / Math.max(1, rowsScanned))}`)
  const range = min === null || max === null ? [] : [`${printable(String(min))} to ${printable(String(max))}`]
  const missing = (nulls ?? 0) === 0 ? [] : [`null ${formatShare((nulls ?? 0) / Math.max(1, rows))}`]
  return [
    type,
    ...(shares.length > 0 ? shares : range),
    ...(shares.length > 0 || distinct === null ? [] : [`${formatCount(distinct)} values`]),
    ...missing,
  ].join(', ')
}

function columnOf(name: string, { columns }: Survey): ColumnProfile {
  const found = columns.find((column) => column.name === name)
  if (found === undefined) throw new Error(`a column ${name} was chosen, which there is not`)
  return found
}

function unfit(label: ColumnProfile, prediction: ColumnProfile): Error {
  return knownError(
    'data',
    `label ${label.name} is ${label.kind} and prediction ${prediction.name} is ${prediction.kind}: no metric compares them`,
    { hint: 'of two classes, labels are 0 and 1 or booleans; name other columns with --label and --prediction' },
  )
}
