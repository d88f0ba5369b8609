import type { Block } from './blocks.js'
import { produced } from './produce.js'

/** Where a shown output is not what is printed now. */
export async function outputProblems(block: Block): Promise<string[]> {
  const actual = await produced(block)
  return actual === null || actual.trimEnd() === block.text.trimEnd() ? [] : [`npm run docs writes it anew; it is now\n${actual}`]
}
