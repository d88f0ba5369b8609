import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../../src/cli/commands/index.js'
import { METRICS } from '../../../src/metrics/index.js'
import { FORMATS } from '../../../src/reporters/index.js'
import { runCli } from '../../support/test-io.js'

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-completion-'))
mkdirSync(path.join(folder, 'below'))
writeFileSync(
  path.join(folder, 'ctrain.yaml'),
  `version: 1
models:
  churn: { metric: { name: profit, aggregates: {} }, and: this is unfinished }
  churn-eu: {}
  "eu: new $(touch x) 'customers'": {}
  "two\\nlines": {}
`,
)
writeFileSync(path.join(folder, 'other.yaml'), 'models: { demand: {} }')
writeFileSync(path.join(folder, 'broken.yaml'), 'models: { [')

/** What a shell is answered: its lines. */
async function answers(shell: string, words: readonly string[], cwd = folder): Promise<string[]> {
  const { code, out, err } = await runCli(['__complete', shell, ...words], { cwd, home: folder })
  expect([code, err]).toEqual([0, ''])
  return out.split('\n').slice(0, -1)
}

describe('what may come next', () => {
  it('is a command: every one of the registry, with what it does', async () => {
    const lines = await answers('fish', [''])
    for (const { name, summary } of COMMANDS) expect(lines).toContain(`${name}\t${summary}`)
    expect(lines.some((line) => line.startsWith('__'))).toBe(false)
    expect(await answers('bash', ['retrain'])).toEqual(['retrain-if-drifted', 'retrain'])
    expect(await answers('bash', ['help', 'ev'])).toEqual(['evaluate'])
    expect(await answers('bash', ['--verbose', 'baseline', 'r'])).toEqual(['record', 'rollback'])
  })

  it('is an option of the command or of the program', async () => {
    expect(await answers('fish', ['evaluate', '--fr'])).toEqual([
      '--from\tfirst day of the dataset, instead of its window; with --to',
    ])
    const lines = await answers('bash', ['evaluate', '-'])
    expect(lines).toEqual(expect.arrayContaining(['--model', '--all', '--no-cache', '--fail-on-drift', '--help', '--verbose']))
    expect(new Set(lines).size).toBe(lines.length)
    expect(await answers('bash', ['evaluate', ''])).toEqual(lines)
  })

  it('is a choice of an option or an argument', async () => {
    expect(await answers('bash', ['evaluate', '--format', ''])).toEqual(FORMATS)
    expect(await answers('bash', ['iam', '--for', 't'])).toEqual(['training', 'trainer'])
    expect(await answers('zsh', ['iam', '--for=t'])).toEqual(['--for=training', '--for=trainer'])
    expect(await answers('bash', ['cache', 'c'])).toEqual(['clear'])
    expect(await answers('bash', ['completion', ''])).toEqual(['bash', 'zsh', 'fish'])
  })

  it('is a metric: of the registry, with its shorthand, and of the config', async () => {
    const lines = await answers('bash', ['metrics', ''])
    expect(lines).toEqual(expect.arrayContaining([...METRICS.map(({ name }) => name), 'ndcg@10', 'profit']))
    expect(await answers('bash', ['metrics', 'roc'], os.tmpdir())).toEqual(['roc_auc'])
  })

  it('is a file where one is expected, and nothing where the program knows nothing', async () => {
    expect(await answers('bash', ['evaluate', '--config', 'x'])).toEqual(['\tfiles'])
    expect(await answers('zsh', ['baseline', 'set', '--file=x'])).toEqual(['\tfiles--file='])
    expect(await answers('bash', ['evaluate', '--report', 'js'])).toEqual(['json='])
    expect(await answers('bash', ['evaluate', '--report', 'json', '='])).toEqual(['\tfilesjson='])
    expect(await answers('zsh', ['evaluate', '--report=json=x'])).toEqual(['\tfiles--report=json='])
    expect(await answers('bash', ['evaluate', '--date', '2026'])).toEqual([])
    expect(await answers('bash', ['evaluate', '--', '-'])).toEqual([])
    expect(await answers('bash', ['nonsense', 'ev'])).toEqual([])
  })
})

describe('models', () => {
  it('are those of the config, found upward, finished or not, after -m and --model', async () => {
    expect(await answers('bash', ['evaluate', '--model', 'ch'])).toEqual(['churn', 'churn-eu'])
    expect(await answers('bash', ['evaluate', '-mch'])).toEqual(['-mchurn', '-mchurn-eu'])
    expect(await answers('fish', ['pull', '--all', '-m', 'churn-'], path.join(folder, 'below'))).toEqual(['churn-eu'])
    expect(await answers('zsh', ['baseline', 'show', '--model=churn-'])).toEqual(['--model=churn-eu'])
    expect(await answers('bash', ['wait', '-m', 'churn-'])).toEqual(['churn-eu'])
  })

  it.each([['--config other.yaml'], ['--config=other.yaml'], ['-c other.yaml'], ['-cother.yaml'], ['-c ~/other.yaml']])(
    'are those of the config that %s names',
    async (given) => {
      expect(await answers('zsh', ['evaluate', ...given.split(' '), '-m', ''])).toEqual(['demand'])
    },
  )

  it('stay one word, whatever is in their names, and are left out where they would not stay on a line', async () => {
    expect(await answers('bash', ['evaluate', '-m', 'e'])).toEqual([String.raw`eu:\ new\ \$\(touch\ x\)\ \'customers\'`])
    expect(await answers('bash', ['evaluate', '-m', String.raw`eu:\ new`])).toEqual([
      String.raw`eu:\ new\ \$\(touch\ x\)\ \'customers\'`,
    ])
    expect(await answers('bash', ['evaluate', '-m', '"eu'])).toEqual(["eu: new $(touch x) 'customers'"])
    expect(await answers('zsh', ['evaluate', '-m', 'eu:'])).toEqual([String.raw`eu\: new $(touch x) 'customers'`])
    expect(await answers('bash', ['evaluate', '-m', 'two'])).toEqual([])
  })

  it('are completed from the last = or : on, which Bash takes for words', async () => {
    expect(await answers('bash', ['evaluate', '--model', '=', 'churn-'])).toEqual(['churn-eu'])
    expect(await answers('bash', ['evaluate', '--model', '='])).toContain('churn-eu')
    expect(await answers('bash', ['evaluate', '-m', 'eu', ':'])).toEqual([String.raw`\ new\ \$\(touch\ x\)\ \'customers\'`])
    expect(await answers('bash', ['evaluate', '--config', '=', 'other.yaml', '-m', 'd'])).toEqual(['demand'])
    expect(await answers('bash', ['metrics', 'ndcg', '@', '1'])).toEqual(['10'])
  })

  it('that can’t be found print nothing to stdout: scripts leave out stderr', async () => {
    const of = (words: readonly string[]) => runCli(['__complete', ...words], { cwd: os.tmpdir() })
    expect(await of(['bash', 'evaluate', '-m', ''])).toMatchObject({ code: 2, out: '' })
    expect(await of(['bash', 'evaluate', '-c', path.join(folder, 'broken.yaml'), '-m', ''])).toMatchObject({ code: 0, out: '' })
    expect(await of(['tcsh', ''])).toMatchObject({ code: 2, out: '' })
  })
})

describe('the hidden command', () => {
  it('stands in no help', async () => {
    expect((await runCli(['--help'])).out).not.toContain('__complete')
  })

  it('takes what is typed as words, never as a command line', async () => {
    expect(await answers('bash', ['--version'])).toEqual(['--version'])
    expect(await answers('bash', ['evaluate', '--help', '--no-hist'])).toEqual(['--no-history'])
  })
})
