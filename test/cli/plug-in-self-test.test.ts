// The types of a dataset's columns are not known to `ctrain validate`, which reads no data.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { moduleProject, plugInProject } from '../support/plug-ins.js'

const COMPUTE = (columns: readonly string[], value: string, more = '') =>
  `export default { direction: 'higher', ${more} columns: ${JSON.stringify(columns)},
    compute(table) { const [row] = table.toArray(); ${columns.map((name) => `const ${name} = row.${name}`).join('; ')}; return ${value} } }`

describe('validate accepts a plug-in that takes', () => {
  it.each([
    ['numbers', COMPUTE(['amount'], 'amount * 2')],
    ['text', COMPUTE(['region'], 'region.toUpperCase().length')],
    ['64-bit integers', COMPUTE(['amount'], 'Number(amount + 1n)')],
    ['booleans', COMPUTE(['churned'], "[true, false].indexOf(churned) === -1 ? 'neither' : 1")],
    ['text and numbers', COMPUTE(['region', 'amount'], 'region.toUpperCase().length + amount * 2')],
    ['integers, text and numbers', COMPUTE(['n', 'region', 'x'], 'Number(n + 1n) + region.toUpperCase().length + Math.abs(x)')],
    ['classes', COMPUTE(['label', 'prediction', 'weight'], 'label.length + prediction.length + weight', "task: 'multiclass',")],
  ])('%s', async (_, text) => {
    const { code, err } = await (await moduleProject(text)).run('validate')
    expect([code, err]).toEqual([0, ''])
  })
})

describe('validate refuses a plug-in that takes no types', () => {
  it('with the error of the first try', async () => {
    const text = COMPUTE(['a', 'b'], "(() => { throw new Error('of ' + typeof a + ' and ' + typeof b) })()")
    const { code, err } = await (await moduleProject(text)).run('validate')
    expect([code, err]).toEqual([2, expect.stringContaining('two example rows: Error: of number and number')])
  })

  it('after 27 tries at most, of a program as well', async () => {
    const text = "import { appendFileSync } from 'node:fs'\nappendFileSync('tries', 'x')\nprocess.exitCode = 1"
    const metric = { command: [process.execPath, 'own.mjs'], direction: 'higher', columns: ['a', 'b', 'c'] }
    const project = await plugInProject(metric, { 'own.mjs': text })
    const { code, err } = await project.run('validate')
    expect([code, err]).toEqual([2, expect.stringContaining('ended with exit code 1 for two example rows')])
    expect(readFileSync(path.join(project.folder, 'tries'), 'utf8').length).toBeLessThanOrEqual(27)
  })
})
