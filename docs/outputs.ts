import { readFileSync, writeFileSync } from 'node:fs'
import { type Block, blocksOf, pagePaths, ROOT } from '../test/support/docs/blocks.js'
import { produced } from '../test/support/docs/produce.js'

/** Writes every output that README and docs show anew, by the comment before it (`output: ARGS` and its like). */
export async function writeOutputs(): Promise<void> {
  const failures: string[] = []
  for (const file of pagePaths()) {
    let text = readFileSync(ROOT + file, 'utf8')
    // From the end, so that the lines of those before stay the same.
    for (const block of blocksOf(file).reverse()) {
      const output = await produced(block).catch((error: unknown) => {
        failures.push(`${file}:${block.line}: ${block.comment}\n${error}`)
        return null
      })
      text = replaced(text, block, output)
    }
    writeFileSync(ROOT + file, text)
  }
  if (failures.length > 0) throw new Error(failures.join('\n'))
}

function replaced(page: string, { line, text, indent }: Block, output: string | null): string {
  if (output === null) return page
  const lines = page.split('\n')
  const own = output.trimEnd().split('\n')
  lines.splice(line, text.split('\n').length - 1, ...own.map((each) => (each === '' ? '' : indent + each)))
  return lines.join('\n')
}
