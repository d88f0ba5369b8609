// Writes the pictures of the README: npm run screenshots.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { run } from '../src/cli/main.js'
import { ROOT } from '../test/support/docs/blocks.js'
import { NOW } from '../test/support/docs/world.js'
import { temporaryFolder } from '../test/support/temporary-folder.js'
import { createTestIo } from '../test/support/test-io.js'
import { writeTerminal } from './terminal.js'

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable']

await writeTerminal()
const browser = [process.env['CHROMIUM_PATH'] ?? '', ...USUAL].find((file) => file !== '' && existsSync(file))
if (browser === undefined) console.error('docs/images/report.png stays as it is: there is no Chromium, set CHROMIUM_PATH')
else await reportScreenshot(browser)

/** The first screen of the HTML report. */
async function reportScreenshot(executablePath: string): Promise<void> {
  const file = path.join(temporaryFolder(), 'report.html')
  const argv = ['evaluate', '--model', 'churn', '--config', 'fixtures/ctrain.yaml', '--report', `html=${file}`]
  const io = createTestIo(argv, { cwd: ROOT, now: () => NOW })
  await run(io)
  if (!existsSync(file)) throw new Error(io.err())
  const chrome = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const page = await chrome.newPage({ viewport: { width: 1120, height: 810 }, deviceScaleFactor: 1.5 })
  await page.goto(pathToFileURL(file).href)
  await page.screenshot({ path: `${ROOT}docs/images/report.png` })
  await chrome.close()
}
