// A module is somebody's program: whatever it does, the message says what and where, and ctrain goes on.
import { describe, expect, it } from 'vitest'
import { moduleProject } from '../support/plug-ins.js'

/** Only what never ends is worth waiting for; under load, starting a thread may take a second. */
const timeoutOf = (text: string, problem: RegExp) =>
  text.includes('for (;;)') || /within 1 s/.test(problem.source) ? '1s' : '30s'

const COMPUTE = (body: string) => `export default { direction: 'higher', compute(table) { ${body} } }`
const FINISH = (body: string) => `export default { direction: 'higher', sums: { n: '1' }, finish({ n }) { ${body} } }`

describe('a module that can’t be loaded', () => {
  it.each([
    ["import './gone.mjs'\nexport default {}", /can't be loaded: it imports \/.*metrics\/gone\.mjs, which can't be found/],
    ["import 'no-such-package'\nexport default {}", /can't be loaded: it imports no-such-package, which can't be found/],
    ["import './inner.mjs'", /can't be loaded: \/.*metrics\/inner\.mjs imports no-such-package, which can't be found/],
    ["import './inner.cjs'", /can't be loaded: \/.*metrics\/inner\.cjs imports \.\/gone\.cjs, which can't be found/],
    ['export default {', /can't be loaded: SyntaxError: .* \(node \/.*metrics\/own\.mjs shows where\)/],
    ["\nthrow new Error('no licence')", /can't be loaded: Error: no licence \(at \/.*metrics\/own\.mjs:2:7\)/],
    ["throw 'no licence'", /can't be loaded: no licence/],
    ['process.exit(0)', /ended itself in its import .*a module must not exit/],
    ['await new Promise(() => {})', /did not come back from its import within 1 s/],
    ['for (;;) {}', /did not come back from its import within 1 s/],
  ])('%s is told: %s', async (text, problem) => {
    const files = { 'metrics/inner.mjs': "import 'no-such-package'", 'metrics/inner.cjs': "require('./gone.cjs')" }
    const project = await moduleProject(text, { timeout: timeoutOf(text, problem), files })
    const validated = await project.run('validate')
    expect([validated.code, validated.err]).toEqual([2, expect.stringMatching(problem)])
  })

  it('is told to compile TypeScript where Node can’t read it', async () => {
    const project = await moduleProject('', { module: './own.ts', files: { 'own.ts': 'export default { n: 1 as number }' } })
    const { err } = await project.run('validate')
    // Node 22.18 and later read it, and find that it is no metric.
    if (/^v2[01]\./.test(process.version)) {
      expect(err).toMatch(/own\.ts can't be loaded: this Node does not read TypeScript \(compile it to \.mjs/)
    } else expect(err).toMatch(/own\.ts/)
  })
})

describe('a module whose default export is no metric', () => {
  it.each([
    ['export const metric = 1', 'has no default export (it exports metric)'],
    ['export default () => 1', 'exports a function by default, which must be an object'],
    ["export default { direction: 'higher' }", 'has neither sums nor compute (it has direction)'],
    [
      "export default { direction: 'higher', sums: { n: '1' }, compute() {}, finish() {} }",
      'has both sums and compute: keep one',
    ],
    [
      "export default { direciton: 'higher', compute() {} }",
      'has no direction, which must be "higher" or "lower" (it has direciton, compute)',
    ],
    ["export default { direction: 'up', compute() {} }", 'has "up" as direction, which must be "higher" or "lower"'],
    ["export default { direction: 'higher', sums: { n: '1' } }", 'has no finish, which must be a function of the sums'],
    ["export default { direction: 'higher', sums: { n: 1 }, finish() {} }", 'has {"n":1} as sums, which must be SQL by name'],
    [
      "export default { direction: 'higher', columns: 'label', compute() {} }",
      'has "label" as columns, which must be a list of names of columns',
    ],
    ["export default { direction: 'higher', compute: 5 }", 'has 5 as compute, which must be a function of an Arrow table'],
  ])('%s is told: %s', async (text, problem) => {
    expect((await (await moduleProject(text)).run('validate')).err).toContain(problem)
  })
})

describe('a module that fails at work', () => {
  it.each([
    [
      COMPUTE("\nthrow new TypeError('oops')"),
      /failed in compute for slice eu: TypeError: oops \(at \/.*metrics\/own\.mjs:2:7\)/,
    ],
    [COMPUTE("throw 'oops'"), /failed in compute for slice eu: oops/],
    [COMPUTE('return 3n'), /gave 3n, not a number, in compute for slice eu/],
    [COMPUTE('return new Promise(() => {})'), /did not come back from compute for slice eu within 1 s/],
    [COMPUTE('for (;;) {}'), /did not come back from compute for slice eu within 1 s/],
    [COMPUTE('process.exit(0)'), /ended itself in compute for slice eu/],
    [
      COMPUTE("Promise.reject(new Error('lost')); return new Promise(() => {})"),
      /failed in compute for slice eu, by an error that nothing caught: Error: lost/,
    ],
    [COMPUTE("setTimeout(() => { throw new Error('late') }); return new Promise(() => {})"), /nothing caught: Error: late/],
    [COMPUTE("console.log('amounts', [1, 2]); throw new Error('oops')"), /what it printed ends with:\namounts \[ 1, 2 \]/],
    [COMPUTE("console.log('before'); for (;;) {}"), /what it printed ends with:\nbefore/],
    [FINISH("\nthrow new TypeError('oops')"), /failed in finish: TypeError: oops \(at \/.*metrics\/own\.mjs:2:7\)/],
    [FINISH('for (;;) {}'), /did not come back from finish within 1 s/],
    [FINISH('process.exit(1)'), /did not come back from finish within 1 s/],
    [FINISH("console.error('n is', n); return 'x'"), /gave 'x', not a number, in finish/],
    [FINISH("console.error('n is', n); throw new Error('oops')"), /what it printed ends with:\nn is 2/],
  ])('%s is told: %s', async (text, problem) => {
    const run = await (await moduleProject(text, { timeout: timeoutOf(text, problem) })).run('score', '-m', 'm', '-f', 'json')
    expect([run.code, run.err]).toEqual([2, expect.stringMatching(problem)])
    expect(run.err).toMatch(/^error: ctrain\.yaml:\d+:\d+ the metric module /)
  })

  it('shows its stack with --verbose, as the hint says', async () => {
    const text = `const inner = () => { throw new Error('oops') }\n${COMPUTE('return inner()')}`
    const project = await moduleProject(text)
    const quiet = await project.run('score', '-m', 'm')
    expect(quiet.err).toContain('--verbose shows its stack')
    expect(quiet.err).not.toMatch(/\n\s+at /)
    expect((await project.run('--verbose', 'score', '-m', 'm')).err).toMatch(/\n\s+at inner .*own\.mjs:1:/)
  })
})

describe('what a module prints', () => {
  const TEXT = COMPUTE("console.log('rows', table.numRows); process.stdout.write('direct'); return 1")

  it('is never on stdout, and on stderr with --verbose only', async () => {
    const project = await moduleProject(TEXT, { buckets: 0 })
    const run = await project.run('score', '-m', 'm', '-f', 'json')
    expect(JSON.parse(run.out).evaluations[0].error).toBeNull()
    expect(run.err).toBe('')
    const verbose = await project.run('--verbose', 'score', '-m', 'm', '-f', 'json')
    expect(verbose.out).not.toContain('rows 2')
    expect(verbose.err).toMatch(/the metric module \/.*own\.mjs printed\n(.*\n)*.*rows 2\n/)
  })
})

it('changes of a module to the process stay in it', async () => {
  const text = COMPUTE("process.env.TZ = 'Asia/Tokyo'; globalThis.leaked = 1; return 1")
  const project = await moduleProject(text)
  expect((await project.run('score', '-m', 'm')).code).toBe(0)
  expect(process.env['TZ']).not.toBe('Asia/Tokyo')
  expect(Object.hasOwn(globalThis, 'leaked')).toBe(false)
})

it('methods of a module find what stands beside them', async () => {
  const text = `class Metric { direction = 'higher'; factor = 3; compute(table) { return this.factor * table.numRows } }
export default new Metric()`
  const { out } = await (await moduleProject(text)).run('score', '-m', 'm', '-f', 'json')
  expect(JSON.parse(out).evaluations[0].pooled.value).toBe(12)
})
