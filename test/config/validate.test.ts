import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/test-io.js'

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-config-'))

const VALID = `version: 1
models:
  churn:
    dataset:
      source: data/dt={date}/*.parquet
      window: 7d
      columns: { label: churned, prediction: score }
    metric: roc_auc
    slices:
      - { name: new, where: tenure < 6, weight: 0.6 }
      - { name: old, where: tenure >= 6, weight: 0.4 }
    production: { score: 0.86 }
    drift: { max_drop: 5% }
`

/** Problems of a config text, without the file's name. */
async function problems(text: string, env: Record<string, string> = {}): Promise<string[]> {
  writeFileSync(path.join(folder, 'ctrain.yaml'), text)
  const { code, err } = await runCli(['validate'], { cwd: folder, env: { ...process.env, ...env } })
  expect(code).toBe(err === '' ? 0 : 2)
  return err
    .split('\n')
    .map((line) => line.trim().replace(/^error: /, ''))
    .filter((line) => line.startsWith('ctrain.yaml:'))
    .map((line) => line.slice('ctrain.yaml:'.length))
}

describe('ctrain validate', () => {
  it('accepts a valid config', async () => {
    expect(await problems(VALID)).toEqual([])
  })

  it.each([
    ['gs://b/p', "can't be written to gs://b/p (write a path, s3://bucket/prefix/ or dynamodb://table/prefix/)"],
    ['s3://', 'names no bucket or table in s3:// (write e.g. s3://bucket/prefix/)'],
    ['s3:///p/', 'names no bucket or table in s3:///p/ (write e.g. s3://bucket/prefix/)'],
    ['""', 'names no folder (write a path, s3://bucket/prefix/ or dynamodb://table/prefix/)'],
  ])('a history that no store can keep is refused: %s', async (uri, message) => {
    expect(await problems(VALID.replace('models:', `defaults: { history: ${uri} }\nmodels:`))).toEqual([
      `2:22 defaults.history: ${message}`,
    ])
    expect(await problems(`${VALID}    history: ${uri}\n`)).toEqual([`14:14 models.churn.history: ${message}`])
  })

  it.each(['false', 'history', '/var/lib/ctrain/', 's3://bucket', 's3://bucket/prefix/', 'dynamodb://table'])(
    'a model may have a history of its own, or none: %s',
    async (uri) => {
      expect(await problems(`${VALID}    history: ${uri}\n`)).toEqual([])
    },
  )

  it('a history that is no text tells what it may be', async () => {
    expect(await problems(`${VALID}    history: true\n`)).toEqual([
      expect.stringMatching(
        /^14:14 models\.churn\.history: must be a path, s3:\/\/bucket\/prefix\/ or dynamodb:\/\/table\/prefix\/, or false, not true/,
      ),
    ])
  })

  it('accepts the whole schema of the design', async () => {
    const text = `version: 1
defaults: { history: "s3://ml-meta/ctrain/", region: eu-west-1 }
models:
  churn:
    dataset:
      source: ["s3://lake/churn/drift/dt={date}/*.parquet", "more/{yyyy}/{MM}/{dd}/x.parquet"]
      latest: 3
      columns: { label: churned, prediction: churn_score, weight: row_weight, group: query_id, id: customer_id }
      predictions: { source: "s3://lake/churn/batch-transform/dt={date}/", on: [customer_id] }
    metric: { name: f_beta, beta: 2, threshold: 0.4 }
    slices:
      - { name: new-customers, where: tenure_months < 6, weight: 0.6 }
      - { name: established, where: tenure_months >= 6, weight: 0.4 }
    production: { score: "s3://models/churn/production.json#/metrics/weighted_auc" }
    drift: { max_drop: 5%, min_rows: 200, confidence: 0.95, on_empty_slice: fail }
    retrain:
      state_machine: "arn:aws:states:eu-west-1:123456789012:stateMachine:churn"
      input: { a: [1, { b: null }] }
      cooldown: 24h
      max_age: 3d
`
    expect(await problems(text)).toEqual([])
  })

  it('reports every problem at once, in the order of the file, with line and column', async () => {
    const text = VALID.replace('version: 1', 'version: 1\nmodells: {}')
      .replace('roc_auc', 'roc_acu')
      .replace('0.4 }', '0.3 }')
      .replace('    drift: { max_drop: 5% }\n', '    drift: {}\n')
    expect(await problems(text)).toEqual([
      '2:1 modells: unknown key (did you mean models?)',
      '9:13 models.churn.metric: unknown metric "roc_acu" (did you mean roc_auc?)',
      '10:5 models.churn.slices: the weights sum to 0.9, not 1 (change them, or set normalize_weights: true)',
      expect.stringMatching(/^14:5 models\.churn\.drift\.max_drop: is missing \(The limit/),
    ])
  })

  it('max_drop has no default', async () => {
    const [problem] = await problems(VALID.replace('{ max_drop: 5% }', '{ min_rows: 1 }'))
    expect(problem).toMatch(/^13:5 models\.churn\.drift\.max_drop: is missing/)
  })

  it.each(['5', '0.02', '"7.5 %"', '0%'])('max_drop: %s is a limit', async (limit) => {
    expect(await problems(VALID.replace('5%', limit))).toEqual([])
  })

  it.each(['-1', '-5%', '"0.02"', 'five', `${'9'.repeat(400)}%`])('max_drop: %s is refused', async (limit) => {
    expect(await problems(VALID.replace('5%', limit))).toEqual([expect.stringContaining('must be a share such as 5%')])
  })

  it('weights that sum to 1 but for rounding are accepted: ten times 0.1', async () => {
    const slices = Array.from({ length: 10 }, (_, index) => `      - { name: s${index}, where: a = ${index}, weight: 0.1 }`)
    const text = VALID.replace(/ {6}- .*\n {6}- .*\n/, `${slices.join('\n')}\n`)
    expect(await problems(text)).toEqual([])
  })

  it('normalize_weights lifts the demand that weights sum to 1', async () => {
    const text = VALID.replace('weight: 0.6', 'weight: 6').replace(
      '    production',
      '    normalize_weights: true\n    production',
    )
    expect(await problems(text)).toEqual([])
  })

  it('two slices of one name are refused', async () => {
    expect(await problems(VALID.replace('name: old', 'name: new'))).toEqual([
      '11:17 models.churn.slices[1].name: the name new is taken by slice 1 (names must differ)',
    ])
  })

  it.each([
    ['a union', '1=1) union all select * from t where (1=1', 'is not a valid SQL expression'],
    ['a subquery', '(select max(x) from t) > 1', 'may not contain a subquery'],
    ['an IN subquery', 'a in (select b from t)', 'may not contain a subquery'],
    ['a table function', "read_text('/etc/passwd') = 'x'", 'may not call read_text()'],
    ['a window function', 'row_number() over () < 5', 'may not contain a window function'],
    ['an aggregate', 'sum(a) > 1', 'may not call sum(): an aggregate has no value per row'],
    ['a second statement', 'a = 1; select 2', 'must be one expression, not several statements'],
    ['a second statement that writes', "a = 1; copy t to 'x'", 'is not a valid SQL expression'],
    ['a trailing semicolon', 'a = 1;', 'is not a valid SQL expression'],
    ['a parameter', 'a = $1', 'may not contain parameters'],
    ['a lambda', 'list_contains(list_transform([1], lambda x: x), 1)', 'may not'],
    ['a star', 'COLUMNS(*) > 1', 'may not contain *'],
    ['the clock', 'created_at > now()', 'may not call now()'],
    ['chance', 'random() < 0.5', 'may not call random()'],
    ['a setting', "current_setting('threads') = '1'", 'may not call current_setting()'],
    ['the environment', "getenv('HOME') = 'x'", 'may not call getenv()'],
    ['a parenthesis closed and opened', '1=1) or (1=1', 'is not a valid SQL expression'],
    ['an alias', 'a = 1 as b', 'must be one expression'],
    ['a second column', 'a = 1, b = 2', 'must be one expression'],
    ['a FROM', 'a = 1 from t', 'must be one expression'],
    ['an ORDER BY', 'a = 1 order by a', 'must be one expression'],
    ['a function of another schema', "pg_catalog.lower('A') = 'a'", 'may not call lower()'],
    ['a number out of range', 'a < 1e400', 'is not a valid SQL expression: a number is out of range'],
    ['a NUL', 'a = \u0000 1', 'contains a NUL character'],
    ['endless nesting', Array.from({ length: 200 }, () => 'a').join(' + '), 'is nested more than 50 deep'],
    ['endless nullif', `${'nullif('.repeat(12)}a${', 1)'.repeat(12)} = 1`, 'is nested more than 50 deep'],
    ['endless text', `a = '${'x'.repeat(10_000)}'`, 'is longer than 10000 characters'],
  ])('a predicate with %s is refused and the slice is named', async (_, where, reason) => {
    const [problem, ...rest] = await problems(VALID.replace('where: tenure < 6', `where: ${JSON.stringify(where)}`))
    expect(problem).toMatch(/^10:29 models\.churn\.slices\[0\]\.where: slice new: /)
    expect(problem).toContain(reason)
    expect(rest).toEqual([])
  })

  it.each([
    "region = 'EU' AND plan IN ('pro', 'enterprise')",
    "lower(name) LIKE 'a%' -- a comment",
    "signup_date >= DATE '2026-01-01' AND signup_date < DATE '2026-01-01' + INTERVAL 30 DAY",
    'amount BETWEEN 10 AND 20 OR (amount IS NULL AND NOT is_test)',
    'CASE WHEN a > 1 THEN b ELSE c END',
    "trim(a) = 'x' AND substring(b from 1 for 2) = 'yz' AND position('z' in b) > 0",
    "extract(year from ts) = 2026 AND a LIKE 'x!%%' ESCAPE '!' AND date_trunc('month', ts) = DATE '2026-11-01'",
    'coalesce(tenure, 0) % 2 = 0',
    "address.country = 'DE' /* struct */",
  ])('the predicate %s is accepted', async (where) => {
    expect(await problems(VALID.replace('where: tenure < 6', `where: ${JSON.stringify(where)}`))).toEqual([])
  })

  it('a state machine that is no ARN of one is refused', async () => {
    const [problem] = await problems(`${VALID}    retrain: { state_machine: "arn:aws:lambda:eu-west-1:1:function:x" }\n`)
    expect(problem).toMatch(/^14:31 models\.churn\.retrain\.state_machine: is not the ARN of a state machine \(write/)
  })

  it('window and latest exclude each other, and need days to choose from', async () => {
    expect(await problems(VALID.replace('window: 7d', 'window: 7d\n      latest: 3'))).toEqual([
      '7:15 models.churn.dataset.latest: window and latest exclude each other (keep one)',
    ])
    expect(await problems(VALID.replace('dt={date}', 'all'))).toEqual([
      '6:15 models.churn.dataset.window: needs days to choose from (put {date} into dataset.source, or name dataset.columns.timestamp)',
    ])
  })

  it('with a column that tells the time a window needs no days in the source, but latest does', async () => {
    const timed = VALID.replace('dt={date}', 'all').replace('{ label:', '{ timestamp: at, label:')
    expect(await problems(timed)).toEqual([])
    expect(await problems(timed.replace('window: 7d', 'latest: 7'))).toEqual([
      '6:15 models.churn.dataset.latest: needs daily partitions to choose from (put {date} into dataset.source, or write window)',
    ])
  })

  it.each([
    ['lag: 7d', '6:12', 'lag', 'needs days to choose from (put {date} into dataset.source, or name dataset.columns.timestamp)'],
    [
      'freshness: { max_age: 2d }',
      '6:7',
      'freshness',
      'needs the day of the data (put {date} into dataset.source, or name dataset.columns.timestamp)',
    ],
  ])('%s needs days', async (line, place, key, message) => {
    const undated = VALID.replace('dt={date}', 'all')
    expect(await problems(undated.replace('window: 7d', line))).toEqual([`${place} models.churn.dataset.${key}: ${message}`])
    expect(await problems(VALID.replace('window: 7d', line))).toEqual([])
  })

  it('data that always comes late must not always be too old', async () => {
    const lagging = (age: string) => VALID.replace('window: 7d', `lag: 7d\n      freshness: { max_age: ${age} }`)
    expect(await problems(lagging('6d'))).toEqual([])
    expect(await problems(lagging('5d'))).toEqual([
      '7:29 models.churn.dataset.freshness.max_age: is never kept, as dataset.lag lets the newest day end 6 days ago or more (write at least 7d)',
    ])
  })

  it('an unknown placeholder is refused', async () => {
    const [problem] = await problems(VALID.replace('{date}', '{day}'))
    expect(problem).toContain(
      'has the unknown placeholder {day} (placeholders are {date}, {yyyy} {yy} {MM} {M} {dd} {d} {DDD} {HH}, or {date:FORMAT} of these, e.g. {date:yyyyMMdd})',
    )
  })

  it('a relative limit of a literal production score of 0 is refused before any data is read', async () => {
    expect(await problems(VALID.replace('score: 0.86', 'score: 0'))).toEqual([
      '13:24 models.churn.drift.max_drop: a share of a production score of 0 is undefined (write an absolute drop such as 0.02)',
    ])
  })

  it('a metric’s unknown or missing parameter is named', async () => {
    expect(await problems(VALID.replace('metric: roc_auc', 'metric: { name: f_beta, treshold: 0.4 }'))).toEqual([
      '8:5 models.churn.metric.beta: is missing (weight of recall against precision)',
      '8:29 models.churn.metric.treshold: f_beta has no parameter "treshold" (it has beta, zero_division, threshold)',
    ])
    expect(await problems(VALID.replace('metric: roc_auc', 'metric: f_beta'))).toEqual([
      '8:13 models.churn.metric: needs the parameter beta (write { name: f_beta, beta: … })',
    ])
  })

  it('fills in environment variables; an unset one is a problem with its place', async () => {
    const text = VALID.replace('score: 0.86', 'score: ${SCORE:-0.86}').replace('data/dt', '${LAKE}/dt')
    expect(await problems(text, { LAKE: 's3://lake' })).toEqual([])
    expect(await problems(text)).toEqual(['5:15 environment variable LAKE is not set (set it, or give a default: ${LAKE:-…})'])
  })

  it('an environment variable’s text is taken as it is, unless it is a number, a boolean or null', async () => {
    const text = VALID.replace('where: tenure < 6', 'where: ${COND}').replace('weight: 0.6', 'weight: ${WEIGHT}')
    expect(await problems(text, { COND: '"tenure" < 6', WEIGHT: '0.6' })).toEqual([])
    const [problem] = await problems(text, { COND: '"tenure" < (select 6)', WEIGHT: '0.6' })
    expect(problem).toContain('may not contain a subquery')
  })

  it('an alias that nothing defines is a problem: globs that start with * need quotes', async () => {
    const [problem] = await problems(VALID.replace('data/dt={date}/*.parquet', '*.parquet'))
    expect(problem).toMatch(/is not valid YAML: .*quote a value that starts with \*/)
  })

  it('models may share settings by YAML anchors and merge keys', async () => {
    const text = `${VALID.replace('  churn:', '  churn: &churn')}  twin:\n    <<: *churn\n    metric: average_precision\n`
    expect(await problems(text)).toEqual([])
  })

  it('YAML that can’t be parsed, or twice the same key, is a problem with its place', async () => {
    expect((await problems('version: 1\nmodels: {'))[0]).toMatch(/^2:\d+ is not valid YAML/)
    expect((await problems('version: 1\nversion: 1'))[0]).toMatch(/^2:1 is not valid YAML: Map keys must be unique/)
  })

  it('a missing config says where it was looked for', async () => {
    const empty = mkdtempSync(path.join(os.tmpdir(), 'ctrain-empty-'))
    const { code, err } = await runCli(['validate'], { cwd: empty })
    expect(code).toBe(2)
    expect(err).toContain(`there is no ctrain.yaml in ${empty} or a folder above it`)
  })

  it('the config is found upward from the working directory', async () => {
    writeFileSync(path.join(folder, 'ctrain.yaml'), VALID)
    const below = mkdtempSync(path.join(folder, 'below-'))
    const { code, out } = await runCli(['validate'], { cwd: below })
    expect(code).toBe(0)
    expect(out).toContain(`${path.join(folder, 'ctrain.yaml')} is valid: 1 model (churn)`)
  })

  it('a probability column per class stands in for the prediction', async () => {
    const classes = VALID.replace('prediction: score', 'probabilities: { cat: p_cat, 7: p_seven }').replace('roc_auc', 'log_loss')
    expect(await problems(classes)).toEqual([])
    expect(await problems(classes.replace(', 7: p_seven', ''))).toEqual([
      '7:34 models.churn.dataset.columns.probabilities: must name at least two classes (write { CLASS: COLUMN, … })',
    ])
    expect(await problems(VALID.replace(', prediction: score', ''))).toEqual([
      '7:7 models.churn.dataset.columns: names no prediction (add prediction: COLUMN, or probabilities: { CLASS: COLUMN })',
    ])
  })

  it('metrics of one name are told apart by their keys', async () => {
    const also = (text: string) => VALID.replace('metric: roc_auc', `metric: accuracy\n    also: [${text}]`)
    expect(await problems(also('{ name: f1, average: 2, zero_division: 0 }, { name: mcc, task: multiclass }'))).toEqual([])
    expect(await problems(also('{ name: f1, average: macro, threshold: 0.4 }, { name: f1, task: multiclass }, fi'))).toEqual([
      '9:24 models.churn.also[0].average: "average" is a parameter of the multiclass f1, other keys of the binary one (keep those of one)',
      expect.stringMatching(/^9:58 models\.churn\.also\[1\]\.average: is missing \(macro = /),
      '9:90 models.churn.also[2]: unknown metric "fi" (did you mean f1?)',
    ])
  })

  it('the metrics of a model must be of one task', async () => {
    expect(await problems(VALID.replace('roc_auc', '{ name: f1, average: macro }\n    also: [mcc, rmse]'))).toEqual([
      '9:17 models.churn.also[1]: rmse is a regression metric, beside multiclass ones (the metrics of a model must be of one task)',
    ])
    const [problem] = await problems(VALID.replace('roc_auc', 'top_k_accuracy'))
    expect(problem).toMatch(/^8:13 models\.churn\.metric: top_k_accuracy needs a probability of each/)
  })
})
