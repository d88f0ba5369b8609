import { parse } from 'parse5'
import type { ReadBack } from '../../contracts/reporter.js'

/** Of a page only that it is valid; html.test.ts asks for what it shows. */
export function readHtml(text: string): ReadBack {
  parse(text, {
    onParseError({ code, startLine }) {
      throw new Error(`line ${startLine}: ${code}`)
    },
  })
  return { models: null, slices: null, scores: null, errors: null }
}
