import { canonicalJson } from '../../core/canonical-json.js'
import type { Policy } from '../../core/iam-policy.js'
import type { RetrainPlan, RunPlan } from '../../core/run-plan.js'
import { counted, listed, paragraph, type Section, timeSpan } from './prose.js'

/** The training that drift starts, what holds it back, and all else that leaves the machine. */
export function trainingSections(plan: RunPlan, width: number): Section[] {
  const { retrain } = plan
  if (retrain === null) {
    return [
      { title: 'Training', lines: paragraph('The model has no retrain section: nothing is ever started.', width) },
      sent(plan, width),
    ]
  }
  return [
    { title: 'Training', lines: guards(retrain).flatMap((each) => paragraph(each, width)) },
    { title: 'StartExecution', lines: request(retrain).flatMap((each) => paragraph(each, width, 2)) },
    sent(plan, width),
  ]
}

function guards({ cooldown, maxStarts, quiet, timezone, maxAge, onFailed }: RetrainPlan): string[] {
  const hours = quiet.hours.map(({ from, to }) => `${clock(from)} to ${clock(to)}`)
  const days = quiet.days.map(({ from, to }) => (from === to ? from : `${from} to ${to}`))
  const times = [...hours.map((each) => `from ${each}`), ...days.map((each) => `on ${each}`)]
  return [
    'Drift starts one execution, once for this production score, whoever runs it and however often.',
    'It is held back while another execution of the state machine runs' +
      [
        `, for ${timeSpan(cooldown)} after the last start of this model and after a failure`,
        ...(maxStarts === null ? [] : [`, after ${counted(maxStarts.count, 'start')} within ${timeSpan(maxStarts.per)}`]),
        ...(times.length === 0 ? [] : [`, ${listed(times)} (${timezone})`]),
        ...(maxAge === null ? [] : [`, and when the newest day of the data ended more than ${timeSpan(maxAge)} ago`]),
      ].join('') +
      '.',
    onFailed === 'hold'
      ? 'After a failed training it waits for a person (on_failed: hold).'
      : 'After a failed training the next attempt starts after the cooldown (on_failed: retry).',
  ]
}

/** Minutes since midnight as a clock shows them. */
function clock(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':')
}

function request({ stateMachine, executionName, record, input, roleArn }: RetrainPlan): string[] {
  const name = executionName ?? 'ctrain-MODEL-EVENT-a1, where EVENT is told by the revision of the production score'
  const template = input === null ? 'model, drift event, attempt and the whole evaluation' : canonicalJson(input)
  return [
    `stateMachineArn: ${stateMachine}`,
    `name: ${name}`,
    `input: ${template}`,
    ...(record === null ? [] : [`reserved before by ${record}`]),
    ...(roleArn === null ? [] : [`sent as ${roleArn}`]),
  ]
}

function sent({ history, notify, policy, retrain, model }: RunPlan, width: number): Section {
  const records =
    history === null
      ? ['No history is configured, so nothing is recorded.']
      : [`Each run is recorded in ${history.runs}, each start in ${history.trainings}.`]
  const told =
    notify.length === 0 ? ['Nobody is told.'] : notify.map(({ on, target }) => `${target} is told of: ${on.join(', ')}.`)
  const own = callsOf(policy)
  const inRole = callsOf(retrain?.rolePolicy ?? null)
  const allowed =
    own.length === 0
      ? ['Nothing is asked of AWS.']
      : [`Of AWS, a run, or ctrain doctor, may ask (ctrain iam --model ${model}):`, ...own]
  const allowedInRole =
    inRole.length === 0 ? [] : [`And as ${retrain?.roleArn ?? ''} (ctrain iam --model ${model} --for trainer):`, ...inRole]
  return {
    title: 'Sent',
    lines: [...records, ...told, ...allowed, ...allowedInRole].flatMap((each) =>
      paragraph(each, width, each.startsWith('- ') ? 2 : 0),
    ),
  }
}

function callsOf(policy: Policy | null): string[] {
  return (policy?.Statement ?? []).map(({ Action, Resource }) => `- ${Action.join(', ')} on ${listed(Resource)}`)
}
