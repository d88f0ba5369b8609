import type { Draft } from '../core/draft.js'
import type { DraftedSlice, SliceDraft } from '../core/slice-draft.js'
import { keyOfValue, REST } from './slice-keys.js'
import { yamlText } from './yaml-text.js'

/** A first config as a commented file. */
export function draftYaml(draft: Draft): string {
  return [
    schemaLine(draft.schema),
    '# Written by ctrain init. Every key: docs/config.md of ctrain, or ctrain schema.',
    'version: 1',
    '',
    ...defaults(draft),
    'models:',
    ...indented([`${yamlText(draft.model)}:`, ...indented(model(draft))]),
    '',
  ].join('\n')
}

/** For editors with the YAML language server. */
function schemaLine(schema: string | null): string {
  return schema === null
    ? '# For checks in an editor: ctrain schema > ctrain.schema.json, and as the first line yaml-language-server: $schema=ctrain.schema.json'
    : `# yaml-language-server: $schema=${schema}`
}

function defaults({ region, isAnonymous }: Draft): string[] {
  const lines = [...(region === null ? [] : [`region: ${yamlText(region)}`]), ...(isAnonymous ? ['anonymous: true'] : [])]
  return [
    'defaults:',
    ...indented([
      ...lines,
      '# Where every run is recorded: a folder, s3://bucket/prefix/ or dynamodb://table/prefix/.',
      'history: history/',
    ]),
    '',
  ]
}

function model(draft: Draft): string[] {
  return [
    '# The latest records that have ground truth, with the predictions of the production model.',
    'dataset:',
    ...indented(dataset(draft)),
    `# ctrain metrics lists all${draft.alternatives.length === 0 ? '' : `; also usual here: ${draft.alternatives.join(', ')}`}.`,
    `metric: ${yamlText(draft.metric)}`,
    ...slices(draft),
    '# The score of the production model. ctrain baseline record writes it, as the last step of a training.',
    `production: { score: ${typeof draft.production === 'number' ? draft.production : yamlText(draft.production)} }`,
    '# Drifted when the score is this much worse; no verdict from slices of fewer rows.',
    `drift: { max_drop: 5%, min_rows: ${draft.minRows} }`,
    ...retrain(draft.stateMachine),
  ]
}

function dataset({ sources, latest, format, roles, rowsWithoutPrediction }: Draft): string[] {
  const [source = '', ...more] = sources.map(yamlText)
  const { label, prediction, weight, group, id, timestamp } = roles
  const columns = Object.entries({ label, prediction, weight, group, id, timestamp })
  return [
    ...(more.length === 0 ? [`source: ${source}`] : ['source:', ...indented([source, ...more].map((each) => `- ${each}`))]),
    ...(latest === null ? [] : [`latest: ${latest} # the newest days that exist; window: ${latest}d takes those up to today`]),
    ...(format === null ? [] : [`format: ${format}`]),
    'columns:',
    ...indented(columns.flatMap(([role, name]) => (name === null ? [] : [`${role}: ${yamlText(name)}${roleComment(role)}`]))),
    ...(rowsWithoutPrediction === 0
      ? []
      : [
          `# ${rowsWithoutPrediction} predictions are null or not finite: such rows are left out, and counted; fail refuses the data.`,
          'on_invalid_prediction: drop',
        ]),
    ...(latest === null && timestamp !== null
      ? ['# window: 7d # rows of the last 7 days, by the timestamp; without it, all rows']
      : []),
  ]
}

function roleComment(role: string): string {
  const said = ROLES[role]
  return said === undefined ? '' : ` # ${said}`
}

const ROLES: Readonly<Record<string, string>> = {
  label: 'the ground truth; null = not known yet',
  weight: 'of each row',
  group: 'the query that a row belongs to',
  id: 'rows of one id are not independent, which intervals respect',
  timestamp: 'when a row happened',
}

function slices({ slices: draft, sliceable, metric }: Draft): string[] {
  const others = sliceable.length === 0 ? '' : ` Others: by: ${sliceable.slice(0, MOST_OTHERS).map(yamlText).join(', ')}.`
  const example = '# Conditions, too: [{ name: new, where: tenure_months < 6, weight: 0.6 }, …].'
  if (draft === null)
    return [`# Business cohorts: ${metric} of each enters the score with its weight.${others}`, example, 'slices: all']
  return [
    `# ${metric} of each value enters the score with its weight: here its share of the rows.${others}`,
    example,
    'slices:',
    ...indented([`by: ${yamlText(draft.column)}`, 'weights:', ...indented(weights(draft))]),
  ]
}

/** Further columns that are named, at most: it is one line. */
const MOST_OTHERS = 6

function weights({ slices }: SliceDraft): string[] {
  return slices.map((slice) => `${weightKey(slice)}: ${slice.weight} # ${slice.rows} labelled rows`)
}

function weightKey({ value }: DraftedSlice): string {
  if (value === null) return 'null'
  return typeof value === 'string' ? yamlText(keyOfValue(value)) : `"${REST}"`
}

function retrain(stateMachine: string | null): string[] {
  const note = '# What ctrain retrain-if-drifted starts, once per drift event; --dry-run shows the request.'
  if (stateMachine !== null) return [note, `retrain: { state_machine: ${yamlText(stateMachine)} }`]
  return [note, '# retrain: { state_machine: "arn:aws:states:eu-west-1:123456789012:stateMachine:training" }']
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}
