import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { pages } from '../docs/generate.js'
import { runCli } from './support/test-io.js'

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

  it.each(outputs())('the output of ctrain %s in %s is what it prints', async (command, _, shown) => {
    const { code, out } = await runCli(command.split(' '), { cwd: ROOT })
    expect(code).toBe(0)
    expect(out).toBe(shown)
  })

  it.each(yamlExamples())('the config example %i of README.md is valid', async (_, text) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-docs-'))
    writeFileSync(path.join(folder, 'ctrain.yaml'), text)
    expect(await runCli(['validate'], { cwd: folder })).toMatchObject({ code: 0, err: '' })
  })

  it.each(MARKDOWN)('every relative link of %s leads somewhere', (name) => {
    const links = [...readFileSync(ROOT + name, 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => target)
    const dead = links.filter((target) => !existsSync(path.join(path.dirname(ROOT + name), target)))
    expect(dead).toEqual([])
  })
})

function outputs(): [string, string, string][] {
  return MARKDOWN.flatMap((name) => {
    const blocks = readFileSync(ROOT + name, 'utf8').matchAll(/<!-- output: (.+) -->\n```\n([^`]+)```/g)
    return [...blocks].map(([, command = '', shown = '']): [string, string, string] => [command, name, shown])
  })
}

function yamlExamples(): [number, string][] {
  const blocks = readFileSync(`${ROOT}README.md`, 'utf8').matchAll(/```yaml\n([^`]+)```/g)
  return [...blocks].map(([, text = ''], index) => [index + 1, text])
}
