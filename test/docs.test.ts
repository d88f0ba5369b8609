import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { pages } from '../docs/generate.js'
import { terminalReport, terminalScreenshot } from '../docs/terminal.js'
import { linesOfSvg } from '../docs/terminal-svg.js'
import * as library from '../src/index.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const MARKDOWN = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(`${ROOT}docs`, { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'))

describe('the documentation', () => {
  it.each(Object.entries(pages()))('docs/%s is what the code says (npm run docs)', (name, text) => {
    expect(readFileSync(`${ROOT}docs/${name}`, 'utf8')).toBe(text)
  })

  it('docs/images/terminal.svg shows the lines that are printed, in their colours (npm run docs)', async () => {
    const picture = readFileSync(`${ROOT}docs/images/terminal.svg`, 'utf8')
    expect(picture).toBe(await terminalScreenshot())
    expect(linesOfSvg(picture)).toEqual((await terminalReport(false)).trimEnd().split('\n'))
  })

  it('README names functions that the library has', () => {
    const [, names = ''] = /`import \{ (.+) \} from 'ctrain'`/.exec(readFileSync(`${ROOT}README.md`, 'utf8')) ?? []
    expect(Object.keys(library)).toEqual(expect.arrayContaining(names.split(', ')))
  })

  it.each(MARKDOWN)('every relative link of %s leads somewhere', (name) => {
    const links = [...readFileSync(ROOT + name, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => target)
    const dead = links.filter((target) => !existsSync(path.join(path.dirname(ROOT + name), target)))
    expect(dead).toEqual([])
  })
})
