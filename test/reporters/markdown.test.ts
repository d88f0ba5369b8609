import { describe, expect, it } from 'vitest'
import type { Evaluation, SliceResult } from '../../src/core/evaluation.js'
import { PLAIN } from '../../src/reporters/index.js'
import { markdown } from '../../src/reporters/markdown.js'
import { cellsOf, treeOf } from './readers/markdown.js'
import { SCENARIOS, scenario } from './scenarios.js'

const DRIFTED = scenario('drifted')

describe('the markdown reporter', () => {
  it('begins with the verdict, or for several models with how many have which', () => {
    expect(write([DRIFTED]).split('\n')[0]).toBe('### drifted: `churn`')
    const several = SCENARIOS['several-models-one-failed']?.evaluations ?? []
    expect(write(several).split('\n')[0]).toBe('**2 models: 1 drifted, 1 failed**')
  })

  it('lists slices by their part of the drop, with its share, and what has no value first', () => {
    const slices = [slice('small', 0.5), slice('blind', null), slice('large', 0.4), slice('unknown', 0.3)]
    const explanation = DRIFTED.explanation && {
      ...DRIFTED.explanation,
      slices: [part('small', 0.1, 0.1), part('large', 0.9, 0.9)],
    }
    const rows = cellsOf(write([{ ...DRIFTED, slices, explanation }]))
    expect(rows.map(([name]) => name)).toEqual(['blind', 'large', 'small', 'unknown'])
    expect(rows[1]?.at(-1)).toBe('0.9000 (90 %)')
  })

  it('lists a slice that only production had where its part puts it', () => {
    const explanation = DRIFTED.explanation && {
      ...DRIFTED.explanation,
      slices: [part('here', 0.1, 0.001), part('left', -0.4, -4)],
    }
    const rows = cellsOf(write([{ ...DRIFTED, slices: [slice('here', 0.5)], explanation }]))
    expect(rows.map((row) => [row[0], row.at(-1)])).toEqual([
      ['here', '0.1000 (<1 %)'],
      ['left', '-0.4000 (-400 %)'],
    ])
    expect(rows[1]).toContain('gone')
  })

  it('shows 20 slices of 1,000 and says so, more with --top, and never more than a comment of GitHub holds', () => {
    const slices = Array.from({ length: 1000 }, (_, index) => slice(`slice ${index} of a long name ${'x'.repeat(30)}`, 0.5))
    const shown = (top: number | null) => {
      const text = write([{ ...DRIFTED, slices, explanation: null }], top)
      expect(text.length).toBeLessThan(65_536)
      return { count: text.match(/^\| `slice /gm)?.length, hidden: /^([\d,]+) slices are not shown/m.exec(text)?.[1] }
    }
    expect(shown(null)).toEqual({ count: 20, hidden: '980' })
    expect(shown(40)).toEqual({ count: 40, hidden: '960' })
    expect(shown(1000)).toEqual({ count: 500, hidden: '500' })
  })

  it('of more models than fit shows the gravest and says how many are not shown', () => {
    const models = Array.from({ length: 1000 }, (_, index) => ({
      ...DRIFTED,
      model: `model-${index}`,
      verdict: index === 999 ? ('drifted' as const) : ('healthy' as const),
    }))
    const text = write(models)
    expect(text.length).toBeLessThan(65_536)
    expect(text).toMatch(/^\*\*1,000 models: 1 drifted, [\d,]+ healthy, [\d,]+ that are not shown\*\*/)
    expect(/^### .*/m.exec(text)?.[0]).toBe('### drifted: `model-999`')
  })

  it('a reason and an error mention nobody, refer to nothing and are no links, HTML, formulas or emoji', () => {
    const hostile = 'ask @octocat in #12, see https://a.example/x or www.a.example :tada: $x$ <img src=x> a@b.example `c` **d**'
    const text = write([{ ...DRIFTED, reasons: [hostile, hostile], error: { kind: 'data', message: hostile, hint: hostile } }])
    const kinds = new Set<string>()
    const texts: string[] = []
    const visit = (node: ReturnType<typeof treeOf> | ReturnType<typeof treeOf>['children'][number]) => {
      kinds.add(node.type)
      if (node.type === 'html') texts.push(node.value)
      if ('children' in node) for (const child of node.children) visit(child)
    }
    visit(treeOf(text))
    expect([...kinds].filter((kind) => ['link', 'image', 'footnoteReference'].includes(kind))).toEqual([])
    expect(new Set(texts.filter((tag) => !/^<\/?(span|details)/.test(tag)))).toEqual(new Set())
    // What GitHub looks for after Markdown is cut by a tag.
    expect(text).not.toMatch(/@\w|(?<!&)#\d|:tada:|\$x\$|https:\/\/a|www\.a/)
  })
})

function write(evaluations: readonly Evaluation[], top: number | null = null): string {
  return markdown({ schemaVersion: 1, evaluations }, { ...PLAIN, top })
}

function slice(name: string, value: number | null): SliceResult {
  const [first] = DRIFTED.slices
  if (first === undefined) throw new Error('there is no slice')
  return { ...first, name, value }
}

function part(name: string, drop: number, share: number) {
  const [first] = DRIFTED.explanation?.slices ?? []
  if (first === undefined) throw new Error('there is no explanation')
  return { ...first, name, drop, share }
}
