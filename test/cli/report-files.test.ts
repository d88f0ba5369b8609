import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { commandsOf } from '../reporters/readers/github.js'
import { readJunit } from '../reporters/readers/junit.js'
import { type Row, writeParquet } from '../support/parquet.js'
import { binaryModel, createProject, type Project } from '../support/project.js'

let project: Project

beforeAll(async () => {
  const rows: readonly Row[] = Array.from({ length: 40 }, (_, row) => ({
    label: row % 2,
    score: row % 4 === 3 ? 0.1 : (row % 2) * 0.9,
  }))
  const broken = binaryModel({ dataset: { source: 'data/*.parquet', columns: { label: 'absent', prediction: 'score' } } })
  const drift = { max_drop: '5%', min_rows: 1 }
  project = createProject({
    good: binaryModel({ production: { score: 0.75 }, drift }),
    broken,
    drifted: binaryModel({ production: { score: 0.95 }, drift }),
  })
  mkdirSync(path.join(project.folder, 'data'))
  await writeParquet(path.join(project.folder, 'data/part.parquet'), { label: 'INT32', score: 'DOUBLE' }, rows)
})

/** A folder in the project for a test's files. */
function folderOf(name: string): string {
  const folder = path.join(project.folder, name)
  mkdirSync(folder)
  return folder
}

describe('--report and -o', () => {
  it('write several formats at once, with the models that failed, and print the report all the same', async () => {
    const folder = folderOf('several')
    const files = ['json', 'junit', 'markdown', 'csv', 'prometheus', 'emf', 'github'].flatMap((name) => [
      '--report',
      `${name}=several/${name}`,
    ])
    const { code, out } = await project.run('evaluate', '-m', 'good', '-m', 'broken', ...files)
    expect(code).toBe(2)
    expect(out).toContain('good')
    expect(readdirSync(folder).sort()).toEqual(['csv', 'emf', 'github', 'json', 'junit', 'markdown', 'prometheus'])
    for (const file of readdirSync(folder))
      expect(readFileSync(path.join(folder, file), 'utf8')).toMatch(/good[\s\S]*broken|broken[\s\S]*good/)
    const { models, errors } = await readJunit(readFileSync(path.join(folder, 'junit'), 'utf8'))
    expect([models, errors]).toEqual([['good', 'broken'], [expect.stringContaining('absent')]])
  })

  it('-o keeps stdout empty, replaces what was there, and leaves no draft', async () => {
    const folder = folderOf('output')
    writeFileSync(path.join(folder, 'report.json'), 'of yesterday')
    const { code, out, err } = await project.run('evaluate', '-m', 'good', '-f', 'json', '-o', 'output/report.json')
    expect([code, out, err]).toEqual([0, '', ''])
    expect(JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'))).toMatchObject({ schemaVersion: 1 })
    expect(readdirSync(folder)).toEqual(['report.json'])
  })

  it('a file that can not be written is told with exit code 3; stdout and the other files have the report', async () => {
    const folder = folderOf('unwritable')
    writeFileSync(path.join(folder, 'file'), '')
    mkdirSync(path.join(folder, 'is-a-folder'))
    const files = ['unwritable/absent/report.csv', 'unwritable/file/report.csv', 'unwritable/is-a-folder', 'unwritable/fine.csv']
    const { code, out, err } = await project.run(
      'evaluate',
      '-m',
      'good',
      ...files.flatMap((file) => ['--report', `csv=${file}`]),
    )
    expect(code).toBe(3)
    expect(out).toContain('healthy')
    expect(err.match(/error: the report can't be written to .*\nhint: check that its folder is there/g)).toHaveLength(3)
    expect(readFileSync(path.join(folder, 'fine.csv'), 'utf8')).toContain('healthy')
    expect(readdirSync(folder).sort()).toEqual(['file', 'fine.csv', 'is-a-folder'])
  })

  it('a report that -o can not write is on stdout instead, so that it is not lost', async () => {
    const { code, out, err } = await project.run('evaluate', '-m', 'good', '-f', 'json', '-o', 'absent/report.json')
    expect([code, err]).toEqual([3, expect.stringContaining("the report can't be written to absent/report.json")])
    expect(JSON.parse(out)).toMatchObject({ evaluations: [{ model: 'good', verdict: 'healthy' }] })
  })

  it('a pipe is written to and stays a pipe', async () => {
    const pipe = path.join(folderOf('pipe'), 'report')
    execFileSync('mkfifo', [pipe])
    const [{ code }, text] = await Promise.all([
      project.run('evaluate', '-m', 'good', '--report', `csv=${pipe}`),
      readFile(pipe, 'utf8'),
    ])
    expect([code, text.split(',')[0]]).toEqual([0, 'model'])
    expect(readdirSync(path.dirname(pipe))).toEqual(['report'])
  })

  it('the summary of a step of GitHub is appended to, by each format that is told so', async () => {
    const summary = path.join(folderOf('summary'), 'summary.md')
    writeFileSync(summary, '# Before\n')
    const env = { ...process.env, CTRAIN_CACHE_DIR: path.join(project.folder, 'cache'), GITHUB_STEP_SUMMARY: summary }
    const flags = ['--report', `markdown=${summary}`, '--report', `markdown=${summary}`]
    expect((await project.runWith({ env }, 'evaluate', '-m', 'good', ...flags)).code).toBe(0)
    expect(readFileSync(summary, 'utf8')).toMatch(/^# Before\n### healthy: `good`\n[\s\S]*### healthy: `good`\n/)
  })

  it.each([
    [['--report', 'xml=a'], 'Write FORMAT=FILE, the format one of table, json, markdown,'],
    [['--report', 'csv'], 'Write FORMAT=FILE'],
    [['--report', 'csv='], 'Write FORMAT=FILE'],
    [['--report', 'csv=a', '--report', 'json=./a'], 'two reports would be written to'],
    [['-o', 'a', '--report', 'json=b/../a'], 'two reports would be written to'],
    [['--top', '0'], 'Write a number from 1.'],
  ])('%j is refused before anything is done', async (flags, message) => {
    const { code, out, err } = await project.run('evaluate', '-m', 'good', ...flags)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })

  it('an interruption before anything was found out writes no file', async () => {
    const folder = folderOf('interrupted')
    const { code } = await project.runWith(
      { signal: AbortSignal.abort(), interruptedBy: () => 'SIGINT' },
      'evaluate',
      '-m',
      'good',
      '--report',
      'json=interrupted/a',
    )
    expect(code).toBe(130)
    expect(readdirSync(folder).filter((file) => file.endsWith('.tmp'))).toEqual([])
  })
})

describe('in an action of GitHub', () => {
  const evaluate = async (...flags: string[]) => {
    const env = { ...process.env, CTRAIN_CACHE_DIR: path.join(project.folder, 'cache'), GITHUB_ACTIONS: 'true' }
    const { out, err } = await project.runWith({ env }, ...flags)
    const annotations = commandsOf(
      err
        .split(/(?<=\n)/)
        .filter((line) => line.startsWith('::'))
        .join(''),
    )
    return { out, titles: annotations.map(({ level, properties }) => `${level} ${properties['title']}`) }
  }

  it('annotations stand on stderr, and stdout has the report alone', async () => {
    const { out, titles } = await evaluate('evaluate', '--all', '-f', 'json')
    expect(titles).toEqual(['error broken: data error', 'error drifted: drifted', 'notice good: healthy'])
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1 })
  })

  it('--quiet leaves the errors, and as a report or beside JSON messages there are none twice', async () => {
    expect((await evaluate('--quiet', 'evaluate', '-m', 'good', '-m', 'drifted')).titles).toEqual(['error drifted: drifted'])
    const printed = await evaluate('evaluate', '-m', 'good', '-f', 'github')
    expect([printed.titles, printed.out.split('::')[1]]).toEqual([[], 'notice title=good%3A healthy'])
    expect((await evaluate('--log-format', 'json', 'evaluate', '-m', 'good')).titles).toEqual([])
  })
})
