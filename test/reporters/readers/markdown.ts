import type { Nodes, Table } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { toString as textOf } from 'mdast-util-to-string'
import { gfm } from 'micromark-extension-gfm'
import type { ReadBack } from '../../contracts/reporter.js'

export function readMarkdown(text: string): ReadBack {
  const { children } = treeOf(text)
  const headings = children.filter(({ type }) => type === 'heading').map((node) => shown(node))
  const paragraphs = children.filter(({ type }) => type === 'paragraph').map((node) => shown(node))
  const codes = children.flatMap((node) => (node.type === 'code' ? [node.value] : []))
  return {
    models: headings.map((heading) => heading.replace(/^\w+: /, '')),
    // Slices that only production had are no slices of the run.
    slices: cellsOf(text).flatMap(([name = '', _where, ...cells]) => (cells.includes('gone') ? [] : [name])),
    scores: codes.flatMap((code) => /^score = .* = (\S+)/.exec(code)?.[1] ?? []).filter((score) => score !== '—'),
    errors: paragraphs.flatMap((paragraph) => (/^\w+ error: /.test(paragraph) ? [paragraph.replace(/^\w+ error: /, '')] : [])),
  }
}

/** The texts of the rows of all tables, without their heads. Rows have as many cells as their head. */
export function cellsOf(text: string): readonly (readonly string[])[] {
  const tables = treeOf(text).children.filter((node): node is Table => node.type === 'table')
  return tables.flatMap(({ children: [head, ...rows] }) =>
    rows.map(({ children }) => {
      if (children.length !== head?.children.length) throw new Error('a row has other cells than its head')
      return children.map((cell) => shown(cell))
    }),
  )
}

export function treeOf(text: string) {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
}

/** What is read of a node; tags are not. */
function shown(node: Nodes): string {
  return textOf(node, { includeHtml: false })
}
