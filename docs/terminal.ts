import { writeFileSync } from 'node:fs'
import { run } from '../src/cli/main.js'
import { ROOT } from '../test/support/docs/blocks.js'
import { NOW } from '../test/support/docs/world.js'
import { createTestIo } from '../test/support/test-io.js'
import { terminalSvg } from './terminal-svg.js'

const COMMAND = ['evaluate', '--model', 'churn', '--config', 'fixtures/ctrain.yaml']

/** Writes the picture anew; `npm run docs` does it, too. */
export async function writeTerminal(): Promise<void> {
  writeFileSync(`${ROOT}docs/images/terminal.svg`, await terminalScreenshot())
}

export async function terminalScreenshot(): Promise<string> {
  return terminalSvg(`ctrain ${COMMAND.join(' ')}`, await terminalReport(true))
}

/** The report on a terminal of 100 columns. */
export async function terminalReport(isColored: boolean): Promise<string> {
  const io = createTestIo(COMMAND, { cwd: ROOT, now: () => NOW })
  await run({ ...io, stdout: { ...io.stdout, isColored, isTerminal: true, columns: 100 } })
  return io.out()
}
