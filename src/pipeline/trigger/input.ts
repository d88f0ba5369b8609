import { canonicalJson } from '../../core/canonical-json.js'
import { defaultInput } from '../../core/default-input.js'
import { knownError } from '../../core/errors.js'
import { contextValue, inputContext } from '../../core/input-context.js'
import { fillTemplate } from '../../core/template.js'
import { digest } from '../fingerprint.js'
import type { Trigger } from './trigger.js'

/** Step Functions refuses larger inputs. In UTF-8. */
const MAX_INPUT_BYTES = 262_144

/** The input of an attempt: the template of the config filled in, or the default. `record` = the URI of its reservation. */
export function inputOf(trigger: Trigger, attempt: number, record: string | null): string {
  const { name, model, retrain, evaluation, event, eventId: driftEvent } = trigger
  const { source } = model.dataset
  const facts = { model: name, driftEvent, attempt, stateMachine: event.stateMachine, record, source, evaluation }
  if (retrain.input === undefined) return canonicalJson(defaultInput(facts, (text) => bytesOf(text) <= MAX_INPUT_BYTES))
  const context = inputContext(facts)
  const { json, problems } = fillTemplate(retrain.input, (path) => contextValue(context, path))
  if (problems.length > 0) throw unresolved(trigger, problems)
  const text = canonicalJson(json)
  const bytes = bytesOf(text)
  if (bytes <= MAX_INPUT_BYTES) return text
  throw knownError('config', `${placeOf(trigger)} has ${bytes} bytes when filled in, Step Functions takes ${MAX_INPUT_BYTES}`, {
    hint: 'shorten retrain.input, or let it name an object in S3',
  })
}

/** Changes when the input is made in another way. */
export function templateHash({ retrain }: Trigger): string {
  return digest(retrain.input === undefined ? { default: 1 } : { template: retrain.input })
}

function unresolved(trigger: Trigger, problems: readonly { readonly written: string; readonly problem: string }[]): Error {
  const slices = trigger.evaluation.slices.map(({ name }) => name)
  const list = problems.map(({ written, problem }) => `\${${written}} ${problem}`).join('; ')
  return knownError('config', `${placeOf(trigger)}: ${list}`, {
    hint: `slices of this run: ${slices.join(', ') || 'none'}; \${…:-TEXT} gives a fallback`,
  })
}

function placeOf({ config, name }: Trigger): string {
  return `${config.locate(['models', name, 'retrain', 'input'])} models.${name}.retrain.input`
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text)
}
