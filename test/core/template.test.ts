import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/core/canonical-json.js'
import { fillTemplate, markPlaceholder, parsePlaceholder, placeholdersOf } from '../../src/core/template.js'

const VALUES: Readonly<Record<string, Json>> = { n: 0.81, t: 'text', nil: null, list: [1], object: { a: 1 }, yes: true }
const fill = (template: Json) => fillTemplate(template, (path) => VALUES[path.join('.')])
const P = markPlaceholder

describe('a template', () => {
  it.each([
    ['n', 0.81],
    ['t', 'text'],
    ['nil', null],
    ['list', [1]],
    ['object', { a: 1 }],
    ['yes', true],
  ])('a text that is one placeholder keeps the type of its value: %s', (name, value) => {
    expect(fill({ key: [P(name)] })).toEqual({ json: { key: [value] }, problems: [] })
  })

  it('within a longer text values are inserted as text', () => {
    expect(fill(`${P('t')} at ${P('n')}, ${P('yes')}`).json).toBe('text at 0.81, true')
  })

  it.each([
    ['nil', 'is null'],
    ['list', 'is a list'],
    ['object', 'is an object'],
  ])('what is no text can’t be part of one: %s', (name, problem) => {
    const { problems } = fill(`at ${P(name)} and ${P(name)}`)
    expect(problems).toEqual([{ written: name, problem: expect.stringContaining(`${problem}, which can't stand within a text`) }])
  })

  it('tells all that has no value at once; a fallback stands in for it, and for null', () => {
    expect(fill([P('a.b'), { c: P('d') }]).problems.map(({ written }) => written)).toEqual(['a.b', 'd'])
    expect(fill([P('a.b:-none'), `x ${P('nil:-y')}`, P('n:-1')])).toEqual({ json: ['none', 'x y', 0.81], problems: [] })
  })

  it('keys and texts without placeholders stay as they are, braces and dollars included', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.parse(JSON.stringify(value))
        expect(fill(json)).toEqual({ json, problems: [] })
      }),
    )
  })

  it('what a value says is never taken for a placeholder', () => {
    expect(fillTemplate(P('x'), () => P('n')).json).toBe(P('n'))
  })

  it('finds every placeholder with its place', () => {
    expect(
      placeholdersOf({ a: [1, `${P('n')}${P('t')}`], b: P('x.y') }).map(({ path, placeholder }) => [path, placeholder.path]),
    ).toEqual([
      [['a', 1], ['n']],
      [['a', 1], ['t']],
      [['b'], ['x', 'y']],
    ])
  })
})

describe('a placeholder', () => {
  it.each([
    ['evaluation.score', ['evaluation', 'score'], null],
    [' evaluation . score ', ['evaluation', 'score'], null],
    ['slices.new customers.value', ['slices', 'new customers', 'value'], null],
    [`slices['region=EU, plan=a.b'].value`, ['slices', 'region=EU, plan=a.b', 'value'], null],
    [`slices["it's"].name`, ['slices', "it's", 'name'], null],
    ['evaluation.slices.0.name', ['evaluation', 'slices', '0', 'name'], null],
    ['model:-none', ['model'], 'none'],
    [`slices['a:-b'].value:-x.y`, ['slices', 'a:-b', 'value'], 'x.y'],
  ])('%s', (written, path, fallback) => {
    expect(parsePlaceholder(written)).toEqual({ path, fallback, written })
  })

  it.each(['', '.', 'a.', '.a', 'a..b', 'a[b]', "a['b", 'a:b', 'a}'])('%j is none', (written) => {
    expect(parsePlaceholder(written)).toBeNull()
  })
})
