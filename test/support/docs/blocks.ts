import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The repository's root, with a slash at the end. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** A fenced code block of a page. */
export interface Block {
  /** Path of the page, from the root. */
  readonly file: string
  /** Of the opening fence, from 1. */
  readonly line: number
  /** Empty where the fence names none. */
  readonly language: string
  /** What stands within, without the indent of the fence. */
  readonly text: string
  readonly indent: string
  /** What the comment in the line before says; null without one. */
  readonly comment: string | null
}

/** The pages whose examples run: all but the decisions, which tell of their own time. */
export function pagePaths(): string[] {
  const docs = readdirSync(`${ROOT}docs`, { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`)
  return ['README.md', ...docs.filter((name) => name.endsWith('.md') && !name.startsWith('docs/adr/')).sort()]
}

export function blocksOf(file: string): Block[] {
  return parseBlocks(file, readFileSync(ROOT + file, 'utf8'))
}

export function parseBlocks(file: string, markdown: string): Block[] {
  const lines = markdown.split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at++) {
    const [, indent = '', fence = '', language = ''] = /^( *)(`{3,})(.*)$/.exec(lines[at] ?? '') ?? []
    if (fence === '') continue
    const end = lines.findIndex((line, index) => index > at && line.trim() === fence)
    if (end === -1) throw new Error(`${file}:${at + 1}: this code block has no end`)
    const text = lines.slice(at + 1, end).map((line) => `${line.startsWith(indent) ? line.slice(indent.length) : line}\n`)
    const [, comment = null] = /^ *<!-- (.+) -->$/.exec(lines[at - 1] ?? '') ?? []
    blocks.push({ file, line: at + 1, language, text: text.join(''), indent, comment })
    at = end
  }
  return blocks
}
