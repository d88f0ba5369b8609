import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { z } from 'zod'
import { loadConfig } from '../../src/config/load.js'
import type { Json } from '../../src/core/canonical-json.js'
import { fillTemplate } from '../../src/core/template.js'
import { createTestIo, runCli } from '../support/test-io.js'

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-input-'))
const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn'

const HEAD = `version: 1
models:
  churn:
    dataset: { source: data/*.parquet, columns: { label: churned, prediction: score } }
    metric: roc_auc
    slices:
      - { name: new, where: tenure < 6, weight: 0.6 }
      - { name: v1.2, where: tenure >= 6, weight: 0.4 }
    production: { score: 0.86 }
    drift: { max_drop: 5% }
    retrain:
      state_machine: ${MACHINE}
`

const ENV = { BUCKET: 'models', COUNT: '3', model: 'not this', EVIL: '${evaluation.score}' }

async function validate(text: string): Promise<string[]> {
  writeFileSync(path.join(folder, 'ctrain.yaml'), text)
  const { err } = await runCli(['validate'], { cwd: folder, env: { ...process.env, ...ENV } })
  const lines = err.split('\n').map((line) => line.trim().replace(/^error: /, ''))
  return lines.filter((line) => line.startsWith('ctrain.yaml:')).map((line) => line.slice('ctrain.yaml:'.length))
}

/** The input of a loaded config, each placeholder filled in with its path. */
async function loaded(text: string, name = 'ctrain.yaml'): Promise<Json> {
  writeFileSync(path.join(folder, name), text)
  const config = await loadConfig(path.join(folder, name), { ...createTestIo([]), env: { ...process.env, ...ENV } })
  const input = config.models['churn']?.retrain?.input ?? null
  return fillTemplate(input, (keys) => `<${keys.join('|')}>`).json
}

describe('placeholders of retrain.input', () => {
  it('survive loading beside environment variables, whose names go after those of placeholders', async () => {
    const text = `${HEAD}      input:
        where: s3://\${BUCKET}/\${model}/\${driftEvent}
        score: \${evaluation.score}
        flow: { worst: \${slices.worst.name}, other: "\${slices['v1.2'].value}", also: \${slices["v1.2"].value} }
        count: \${COUNT}
        region: \${UNSET:-eu-west-1}
        literal: $\${model} and $\${x.y} and $5 and {}
        fallback: \${dataset.to:-never}
`
    expect(await loaded(text)).toEqual({
      where: 's3://models/<model>/<driftEvent>',
      score: '<evaluation|score>',
      flow: { worst: '<slices|worst|name>', other: '<slices|v1.2|value>', also: '<slices|v1.2|value>' },
      count: 3,
      region: 'eu-west-1',
      literal: '${model} and ${x.y} and $5 and {}',
      fallback: '<dataset|to>',
    })
  })

  it('are not made by what a variable holds', async () => {
    expect(await loaded(`${HEAD}      input: { text: "\${EVIL}", more: "$\${EVIL}" }\n`)).toEqual({
      text: '${evaluation.score}',
      more: '${EVIL}',
    })
  })

  it('may be the whole input', async () => {
    expect(await loaded(`${HEAD}      input: \${evaluation}\n`)).toBe('<evaluation>')
  })

  it('mean variables everywhere else', async () => {
    const [problem] = await validate(HEAD.replace('data/*.parquet', '${evaluation.score}'))
    expect(problem).toMatch(/names no environment variable/)
  })

  it('that do not exist are told with their place and what was perhaps meant', async () => {
    const text = `${HEAD}      input:
        a: \${evaluation.scroe}
        b: [1, { c: "at \${slices.nwe.value} and \${slices.v1.2.value}" }]
        d: \${modle}
        e: \${dataset.rows.scored}
`
    expect(await validate(text)).toEqual([
      '14:12 models.churn.retrain.input.a: ${evaluation.scroe} is no placeholder (did you mean evaluation.score?)',
      '15:21 models.churn.retrain.input.b[1].c: ${slices.nwe.value} is no placeholder (did you mean slices.new?)',
      expect.stringMatching(/^15:21 models\.churn\.retrain\.input\.b\[1\]\.c: \$\{slices\.v1\.2\.value\} is no placeholder \(/),
      '16:12 ${modle} is neither a placeholder nor a set environment variable (did you mean model?)',
      '17:12 models.churn.retrain.input.e: ${dataset.rows.scored} is no placeholder: dataset.rows has nothing like scored (shorten it)',
    ])
  })

  it('names of slices that columns make are left to the run', async () => {
    const text = `${HEAD.replace(/ {4}slices:\n.*\n.*\n/, '    slices: { by: region }\n')}      input: { a: "\${slices['region=EU'].value}" }\n`
    expect(await validate(text)).toEqual([])
  })

  it('any JSON template comes through loading as it was written, as YAML and as JSON', async () => {
    const odd = fc.constantFrom('$', '{}', '$$', '${a.b}', '$${a.b}', '}', 'a: b', '# x', '1', 'null', '- ', '"', "'", '\\', '\n')
    // What begins like a reference and is none can't be told apart in the text of a file.
    const literal = fc.oneof(fc.string(), odd).filter((text) => !/\$\{(?![a-z.]*\})/.test(text))
    const placeholder = fc.constantFrom(
      'evaluation.score',
      'slices.worst.name',
      "slices['v1.2'].value",
      'model',
      'dataset.source',
    )
    const part = fc.oneof(
      literal.map((text) => ({ text })),
      placeholder.map((path) => ({ path })),
    )
    // $ before a reference escapes it.
    const isOpen = (parts: readonly Part[]) => {
      const shown = parts.map((each) => ('text' in each ? each.text : '\u0001')).join('')
      return /\$\{(?![a-z.]*\})|\$\u0001/.test(shown)
    }
    const text = fc.array(part, { minLength: 1, maxLength: 4 }).filter((parts) => !isOpen(parts))
    const tree = fc.letrec<{ node: Tree }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        text.map((parts) => ({ parts })),
        fc
          .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null))
          .map((value) => ({ value })),
        fc.array(tie('node'), { maxLength: 3 }).map((list) => ({ list })),
        fc
          .dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie('node'), { maxKeys: 3, noNullPrototype: true })
          .map((object) => ({ object })),
      ),
    })).node
    await fc.assert(
      fc.asyncProperty(tree, async (template) => {
        const config = {
          ...{ version: 1 },
          models: {
            churn: {
              dataset: { source: 'data/*.parquet', columns: { label: 'y', prediction: 'p' } },
              ...{ metric: 'roc_auc', production: { score: 0.86 }, drift: { max_drop: '5%' } },
              slices: [{ name: 'v1.2', weight: 1 }],
              retrain: { state_machine: MACHINE, input: written(template) },
            },
          },
        }
        expect(await loaded(stringify(config))).toEqual(meant(template))
        expect(await loaded(JSON.stringify(config), 'ctrain.json')).toEqual(meant(template))
      }),
      { numRuns: 150 },
    )
  })
})

type Part = { readonly text: string } | { readonly path: string }
type Tree =
  | { readonly parts: readonly Part[] }
  | { readonly value: number | boolean | null }
  | { readonly list: readonly Tree[] }
  | { readonly object: Readonly<Record<string, Tree>> }

/** As it stands in the file: a literal `${…}` is written `$${…}`. */
function written(tree: Tree): Json {
  return mapTree(tree, (parts) => {
    const literals = parts.map((part) => ('text' in part ? part.text : '\u0001'))
    const paths = parts.flatMap((part) => ('path' in part ? [part.path] : []))
    const escaped = literals.join('').replaceAll(/\$\{[^}\n]*\}/g, (reference) => `$${reference}`)
    return escaped.replaceAll('\u0001', () => `\${${paths.shift() ?? ''}}`)
  })
}

function meant(tree: Tree): Json {
  return mapTree(tree, (parts) => parts.map((part) => ('text' in part ? part.text : PATHS[part.path])).join(''))
}

const PATHS: Readonly<Record<string, string>> = {
  'evaluation.score': '<evaluation|score>',
  'slices.worst.name': '<slices|worst|name>',
  "slices['v1.2'].value": '<slices|v1.2|value>',
  model: '<model>',
  'dataset.source': '<dataset|source>',
}

function mapTree(tree: Tree, text: (parts: readonly Part[]) => string): Json {
  if ('parts' in tree) return text(tree.parts)
  if ('value' in tree) return z.json().parse(JSON.parse(JSON.stringify(tree.value)))
  if ('list' in tree) return tree.list.map((item) => mapTree(item, text))
  return Object.fromEntries(Object.entries(tree.object).map(([key, item]) => [key, mapTree(item, text)]))
}

describe('the retrain section', () => {
  it.each([
    'quiet_hours: "22:00-06:00"',
    'quiet_hours: ["22:00-06:00", "12:00-13:00"]',
    'blackout: [2026-12-24, "2026-12-20..2027-01-02"]',
    'blackout: 2026-12-24',
    'max_starts: { count: 3, per: 30d }',
    'role_arn: arn:aws:iam::210987654321:role/teams/ctrain',
    'input: "just a text"',
  ])('takes %s', async (line) => {
    expect(await validate(`${HEAD}      ${line}\n`)).toEqual([])
  })

  it.each([
    ['quiet_hours: "22-6"', '13:20', 'quiet_hours: is no span of hours (write e.g. "22:00-06:00")'],
    ['quiet_hours: "06:00-06:00"', '13:20', 'quiet_hours: is no span of hours (write e.g. "22:00-06:00")'],
    ['quiet_hours: ["00:00-12:00", "12:00-24:00"]', '13:7', 'quiet_hours: leave no minute of the day (shorten them)'],
    ['blackout: [2026-02-30]', '13:18', 'blackout[0]: is no day (write e.g. 2026-12-24, or "2026-12-20..2027-01-02")'],
    ['blackout: ["2027-01-02..2026-12-20"]', '13:18', 'blackout[0]: ends before it begins (write the earlier day first)'],
    ['max_starts: { count: 0, per: 30d }', '13:28', expect.stringMatching(/^max_starts\.count: /)],
    ['max_starts: { count: 3 }', '13:7', 'max_starts.per: is missing (Within this time, e.g. 30d.)'],
    ['role_arn: arn:aws:iam::1:user/x', '13:17', 'role_arn: is not the ARN of a role (write arn:aws:iam::ACCOUNT:role/NAME)'],
  ])('refuses %s', async (line, place, message) => {
    const [problem = '', ...rest] = await validate(`${HEAD}      ${line}\n`)
    const [, where, what] = /^(\S+) models\.churn\.retrain\.(.*)$/.exec(problem) ?? []
    expect([where, what, rest]).toEqual([place, message, []])
  })
})
