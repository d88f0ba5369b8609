// Every code block of README and docs is an example that runs, or an output that is printed.
import { describe, expect, it } from 'vitest'
import { type Block, blocksOf, pagePaths, parseBlocks } from './support/docs/blocks.js'
import { holderOf, UNHELD } from './support/docs/holders.js'

const pages = pagePaths().map((page) => ({ page, blocks: blocksOf(page) }))

describe.each(pages.filter(({ blocks }) => blocks.length > 0))('$page', ({ blocks }) => {
  for (const block of blocks) {
    const { title, lacks } = holderOf(block) ?? { title: 'is held by a test', lacks: null }
    const notice = lacks === null ? '' : ` (needs ${lacks}, else it does not run)`
    it.skipIf(lacks !== null)(`line ${block.line}: ${block.language || 'text'} ${title}${notice}`, async () => {
      expect((await problemsOf(block)).join('\n')).toBe('')
    })
  }
})

describe('a page is told with file and line', () => {
  it.each([
    ['a block that nobody holds', '```\ntyped\n```', 'docs/x.md:1: no test holds this code block.'],
    ['an output of another time', '<!-- output: metrics roc_auc -->\n```\nold\n```', 'docs/x.md:2: npm run docs writes it anew'],
    ['keys that are no config', '```yaml\nmax_dorp: 5%\n```', 'docs/x.md:1: it is neither a config, nor keys of one'],
    ['an invalid value', '```yaml\ndrift: { max_drop: many }\n```', 'docs/x.md:1: error: ctrain.yaml:'],
    [
      'an option that is none',
      '```sh\ntrue && ctrain score --modle churn\n```',
      'docs/x.md:1: ctrain score --modle churn: exit code 2',
    ],
    ['a program that is none', '```sh\nctran score\n```', 'docs/x.md:1: nobody knows the program ctran'],
    [
      'a file that is none',
      '```sh\nsudo cp docs/examples/ctrain.tmer /etc\n```',
      'docs/x.md:1: sudo is given docs/examples/ctrain.tmer',
    ],
    ['a script that is none', '```sh\nnpm run doc\n```', 'docs/x.md:1: package.json has no script for npm run doc'],
  ])('with %s', async (_, markdown, problem) => {
    const [told] = (await Promise.all(parseBlocks('docs/x.md', markdown).map(problemsOf))).flat()
    expect(told).toContain(problem)
  })

  it('with keys of a document that are not there, or not shown', async () => {
    const shown = '<!-- part of output: metrics roc_auc --format json -->\n```json\n{ "nmae": "" }\n```'
    await expect(Promise.all(parseBlocks('docs/x.md', shown).map(problemsOf))).rejects.toThrow(/has .*, too: show it, or "…"/)
  })
})

async function problemsOf(block: Block): Promise<readonly string[]> {
  const holder = holderOf(block)
  const problems = holder === null ? [UNHELD] : await holder.problems(block)
  return problems.map((problem) => `${block.file}:${block.line}: ${problem}`)
}
