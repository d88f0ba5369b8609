import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { describe, expect, it } from 'vitest'
import type { Evaluation } from '../../src/core/evaluation.js'
import { html } from '../../src/reporters/html.js'
import { PLAIN } from '../../src/reporters/index.js'
import { drifted, manyRows, PAGES, type Page, pageOf } from './pages.js'
import { SCENARIOS } from './scenarios.js'

type Node = DefaultTreeAdapterTypes.Node
type Element = DefaultTreeAdapterTypes.Element

const HOSTILE = `<script>alert(1)</script>&"' onload=x \u202e\u0007\ud83d\ude00`

describe('the html reporter', () => {
  it.each(['a-regression-model'])('prints %s as in its golden file', async (name) => {
    await expect(await written(pageNamed(name))).toMatchFileSnapshot(`../golden/${name}.html`)
  })

  it.each(Object.entries(SCENARIOS))(
    'prints %s as HTML without parse errors, with one title, and headings in their order',
    async (_, report) => {
      const errors: string[] = []
      const text = await written({ report, appendices: [] })
      const elements = all(parse(text, { onParseError: ({ code }) => errors.push(code) }))
      expect(errors).toEqual([])
      const levels = elements.flatMap(({ tagName }) => (/^h\d$/.test(tagName) ? [Number(tagName.slice(1))] : []))
      expect(levels.filter((level) => level === 1)).toHaveLength(1)
      for (const [index, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1)
      const ids = elements.flatMap((element) => attribute(element, 'id') ?? [])
      expect(new Set(ids).size).toBe(ids.length)
    },
  )

  it('forbids everything but its own style sheet: no script, no address, no style or event in attributes', async () => {
    for (const page of Object.values(PAGES)) {
      const elements = all(parse(await written(page)))
      const style = elements.find(({ tagName }) => tagName === 'style')
      const digest = createHash('sha256').update(textOf(style)).digest('base64')
      const policy = elements.find((element) => attribute(element, 'http-equiv') === 'Content-Security-Policy')
      expect(policy && attribute(policy, 'content')).toBe(
        `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
      )
      expect(
        elements.filter(({ tagName }) => ['script', 'link', 'img', 'iframe', 'base', 'form', 'object'].includes(tagName)),
      ).toEqual([])
      const attributes = elements.flatMap(({ attrs }) => attrs)
      expect(attributes.filter(({ name }) => name === 'style' || name === 'src' || name.startsWith('on'))).toEqual([])
      expect(attributes.filter(({ name, value }) => name.includes('href') && !value.startsWith('#'))).toEqual([])
    }
  })

  it('has a table behind each chart, and each chart says in words what it shows', async () => {
    const elements = all(parse(await written(pageNamed('a-drifted-model-of-which-all-is-known'))))
    const figures = elements.filter(({ tagName }) => tagName === 'figure')
    expect(figures).toHaveLength(6)
    for (const figure of figures) {
      const inside = all(figure)
      const [svg] = inside.filter(({ tagName }) => tagName === 'svg')
      expect(svg && attribute(svg, 'role')).toBe('img')
      expect(svg && attribute(svg, 'aria-label')).toMatch(/.{20}/)
      expect(inside.some(({ tagName }) => tagName === 'details')).toBe(true)
      expect(inside.filter(({ tagName }) => tagName === 'th').every((cell) => attribute(cell, 'scope') !== null)).toBe(true)
    }
  })

  it('makes no element, attribute or script of any text of the data, and shows the text', async () => {
    const harmless = shape(await written(named('x')))
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc
        .array(
          fc.constantFrom('<script>', '</style>', '"', "'", '&', '&lt;', '<!--', ']]>', ' font-size="12px"', '\u202e', '\ud800'),
          { maxLength: 8 },
        )
        .map((parts) => parts.join('')),
    )
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const page = await written(named(text))
        expect(shape(page)).toEqual(harmless)
        const shown = [...text].map((each) => (/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(each) ? '\ufffd' : each)).join('')
        expect(
          all(parse(page))
            .filter(({ tagName }) => tagName === 'bdi')
            .map(textOf),
        ).toContain(`reason ${shown}`)
      }),
      { numRuns: 15 },
    )
  })

  it('stays under 300 KB with 1,000 slices, with the 200 that matter most in its table, 20 of them in its chart', async () => {
    const page = pageOf([drifted(manyRows(1000, (index) => `slice-${index}`))])
    const text = await written(page)
    expect(Buffer.byteLength(text)).toBeLessThan(300_000)
    expect(text).toContain('The 20 of 1,000 slices that add most to the drop.')
    expect(text).toContain('200 of 1,000 lines; the JSON report has all of them.')
  })

  it('stays under 300 KB with 20 models of 1,000 slices with names of 300 hostile characters, and says what it leaves out', async () => {
    const rows = manyRows(1000, (index) => `${index} ${HOSTILE.repeat(8)}`)
    const models = Array.from({ length: 20 }, (_, index) => drifted(rows, `model ${index} ${HOSTILE.repeat(8)}`))
    const text = await written(pageOf(models))
    expect(Buffer.byteLength(text)).toBeLessThan(300_000)
    expect(text).toMatch(/\d+ of 1,000 lines; the JSON report has all of them/)
    expect(text.match(/<figure/g)?.length).toBeGreaterThanOrEqual(3)
  })

  it('shows no more slices than --top asks for', async () => {
    const { report, appendices } = pageNamed('a-drifted-model-of-which-all-is-known')
    const text = await html(report, { ...PLAIN, top: 2 }, appendices)
    expect(text).toContain('2 of 5 lines')
  })

  it('is a pure function: the same report gives the same page', async () => {
    const page = pageNamed('several-models')
    expect(await written(page)).toBe(await written(page))
  })
})

async function written({ report, appendices }: Page): Promise<string> {
  return await html(report, PLAIN, appendices)
}

function pageNamed(name: string): Page {
  const page = PAGES[name]
  if (page === undefined) throw new Error(`there is no page ${name}`)
  return page
}

/** A page with this text wherever the data may hold one. */
function named(text: string): Page {
  const { evaluation } = drifted([[`slice ${text}`, 1, 500, 0.74, 0.04, 0.85]], `model ${text}`)
  const hostile: Evaluation = {
    ...evaluation,
    reasons: [`reason ${text}`],
    metric: { name: `metric ${text}`, direction: 'higher', params: { p: `param ${text}` } },
    error: { kind: 'data', message: `error ${text}`.replaceAll(/[\r\n]/g, ' '), hint: `hint ${text}`.replaceAll(/[\r\n]/g, ' ') },
  }
  return pageOf([{ evaluation: hostile, appendix: { charts: null, history: null } }])
}

/** The elements and the names of their attributes, without texts. */
function shape(text: string): readonly string[] {
  return all(parse(text)).map(({ tagName, attrs }) => [tagName, ...attrs.map(({ name }) => name)].join(' '))
}

function all(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes.flatMap(all) : []
  return 'tagName' in node ? [node, ...children] : children
}

function textOf(node: Node | undefined): string {
  if (node === undefined) return ''
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

function attribute({ attrs }: Element, name: string): string | null {
  return attrs.find((each) => each.name === name)?.value ?? null
}
