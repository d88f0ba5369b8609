import type { Evaluation } from '../../core/evaluation.js'
import type { ExecutionFacts } from '../../core/retraining.js'
import { readableCause } from '../cause.js'
import { formatTime } from '../days.js'
import { formatDuration } from '../numbers.js'
import { factList } from './data-table.js'
import { heading } from './figure.js'
import { html, lines, type Markup, MOST_TEXT, NOTHING, name, type Part } from './markup.js'

/** What became of the decision to train. */
export function retrainPart({ retrain }: Evaluation, level: number): Markup {
  if (retrain === null) return NOTHING
  const { status, reason, executionArn, driftEvent, attempt, forcedBecause, execution, request } = retrain
  const facts: (readonly [string, Part] | null)[] = [
    ['status', html`<strong>${status}</strong>: ${name(reason, MOST_TEXT)}`],
    forcedBecause === null ? null : ['forced', name(forcedBecause, MOST_TEXT)],
    executionArn === null ? null : ['execution', html`<code>${name(executionArn, MOST_TEXT)}</code>`],
    ...(execution === null ? [] : executionFacts(execution)),
    driftEvent === null ? null : ['drift event', html`<code>${driftEvent}</code>, attempt ${attempt ?? '—'}`],
    status === 'dry_run' && request !== null
      ? ['would be sent', html`<pre>${lines(JSON.stringify(request, null, 2))}</pre>`]
      : null,
  ]
  return html`<div class="part">${heading('What happens next', level)}
${factList(facts.filter((fact) => fact !== null))}</div>`
}

function executionFacts({ status, startDate, stopDate, error, cause }: ExecutionFacts): (readonly [string, Part] | null)[] {
  const time =
    stopDate === null
      ? `since ${formatTime(startDate)}`
      : `after ${formatDuration(Math.max(0, Date.parse(stopDate) - Date.parse(startDate)))}, at ${formatTime(stopDate)}`
  return [
    ['training', `${status} ${time}`],
    error === null || error === '' ? null : ['its error', name(error, MOST_TEXT)],
    cause === null ? null : ['its cause', html`<pre>${lines(readableCause(cause).join('\n'))}</pre>`],
  ]
}
