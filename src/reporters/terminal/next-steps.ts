import type { Evaluation, Verdict } from '../../core/evaluation.js'
import { hasFailed, isClosed, type RetrainResult, type RetrainStatus } from '../../core/retraining.js'
import { shellWord } from '../../core/shell-word.js'
import { printable } from '../numbers.js'

/** What a person may do now. */
export interface Step {
  readonly text: string
  /** To be copied as it is. */
  readonly command: string | null
}

/** What happens next, or what to do about it; nothing where an error has its own hint. `config` = the one that was named. */
export function nextSteps(evaluation: Evaluation, config: string | null): readonly Step[] {
  const { verdict, retrain, error, model } = evaluation
  if (error !== null) return []
  const flag = `--model ${quoted(model ?? 'NAME', 'NAME')}${config === null ? '' : ` --config ${quoted(config, 'FILE')}`}`
  if (retrain === null) return verdict === null ? [] : [afterVerdict(verdict, evaluation, flag)]
  return afterTraining(retrain, flag) ?? (verdict === null ? [] : [afterVerdict(verdict, evaluation, flag)])
}

function afterVerdict(verdict: Verdict, { reasons }: Evaluation, flag: string): Step {
  if (verdict === 'healthy') return said('nothing to do')
  if (verdict === 'drifted') return { text: 'to start the training:', command: `ctrain retrain-if-drifted ${flag}` }
  if (verdict === 'suspected') return said('wait for more rows: it is drift once the whole interval is beyond the limit')
  const [first = ''] = reasons
  if (reasons.some((reason) => reason.includes('are not compared'))) {
    return { text: 'to see how the production score was made:', command: `ctrain baseline show ${flag}` }
  }
  if (/min_rows|min_coverage|no scored rows/.test(first)) {
    return said('wait until more rows have labels, or widen dataset.window; without a verdict no training starts')
  }
  return said('without a verdict no training starts')
}

/** Null = as of the verdict. */
function afterTraining(retrain: RetrainResult, flag: string): readonly Step[] | null {
  const { status, executionArn, execution } = retrain
  const force = { text: 'to start it all the same:', command: `ctrain retrain ${flag} --force --reason 'why'` }
  const isRunning = execution === null || !isClosed(execution.status)
  if (executionArn !== null && isRunning && WATCHED.includes(status)) {
    return [{ text: 'to see how it ends:', command: `ctrain wait ${executionArn}` }]
  }
  if (execution !== null && hasFailed(execution.status)) {
    return [{ text: 'once its cause is mended:', command: force.command }]
  }
  if (status === 'started' || status === 'joined' || status === 'already_trained' || status === 'already_started') {
    return [said('nothing starts again until there is a new production score (ctrain baseline record)')]
  }
  if (status === 'training_running') return [said('run again when that one has ended')]
  if (status === 'dry_run') return [said('without --dry-run, this request is sent')]
  if (status === 'not_configured') return [said('give the model a retrain section in the config')]
  return LATER.includes(status) ? [said('run again later, as said above'), force] : null
}

const WATCHED: readonly RetrainStatus[] = ['started', 'joined', 'training_running']
const LATER: readonly RetrainStatus[] = ['cooling_down', 'too_many_starts', 'quiet', 'data_too_old', 'on_hold']

function said(text: string): Step {
  return { text, command: null }
}

/** For a shell. A name that can't be shown can't be copied. */
function quoted(name: string, otherwise: string): string {
  return printable(name) === name ? shellWord(name) : otherwise
}
