import { Chalk, type ChalkInstance } from 'chalk'
import type { CheckResult, CheckStatus } from '../core/checkup.js'
import type { Style } from './index.js'
import { printable } from './numbers.js'
import { spaced, textOf } from './text-of.js'

/** The contract for machines. */
export function checkupJson(checks: readonly CheckResult[]): string {
  return `${JSON.stringify({ schemaVersion: 1, checks }, null, 2)}\n`
}

/** One line per check, and below it what to do about it. */
export function checkupTable(checks: readonly CheckResult[], style: Style): string {
  const chalk = new Chalk({ level: style.color ? 1 : 0 })
  const width = Math.max(...checks.map(({ check }) => check.length))
  const models = [...new Set(checks.map(({ model }) => model))]
  const hints = new Set<string>()
  const sections = models.map((model) => [
    ...(model === null ? [] : [chalk.bold(printable(model))]),
    ...checks.filter((result) => result.model === model).flatMap((result) => lines(result, width, hints, chalk)),
  ])
  return textOf(spaced([...sections, [summary(checks)]]), style)
}

const MARKS: Readonly<Record<CheckStatus, string>> = { ok: '✓', warn: '!', fail: '✗' }

/** A hint is told once, however many checks have it. */
function lines(result: CheckResult, width: number, hints: Set<string>, chalk: ChalkInstance): string[] {
  const { check, target, status, message, hint, action } = result
  const color = { ok: chalk.green, warn: chalk.yellow, fail: chalk.red }[status]
  const head = `${color(MARKS[status])} ${check.padEnd(width)}  ${printable(target)}`
  const said = message.split('\n').map(printable)
  if (status === 'ok') return [`${head}: ${said.join(' ')}`]
  const isNew = hint !== null && !hints.has(hint)
  if (isNew) hints.add(hint)
  const missing = action === null ? [] : [`missing: ${printable(action)}`]
  const todo = isNew ? [`hint: ${printable(hint)}`] : []
  const indent = ' '.repeat(width + 4)
  return [head, ...[...said, ...missing, ...todo].map((line) => indent + line)]
}

function summary(checks: readonly CheckResult[]): string {
  const count = (status: CheckStatus) => checks.filter((result) => result.status === status).length
  const [warnings, failures] = [count('warn'), count('fail')]
  return [
    `${count('ok')} ok`,
    ...(warnings === 0 ? [] : [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`]),
    ...(failures === 0 ? [] : [`${failures} failed`]),
  ].join(', ')
}
