import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { html } from '../../src/reporters/html.js'
import { PLAIN } from '../../src/reporters/index.js'
import { drifted, pageOf } from './pages.js'

const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable']
const BROWSER = [process.env['CHROMIUM_PATH'] ?? '', ...USUAL].find((file) => file !== '' && existsSync(file))

const WIDE = 'M'.repeat(60)
const ROWS = [
  ['new-customers', 0.5, 1085, 0.74, 0.04, 0.85],
  [WIDE, 0.25, 640, 0.8, 0.05, 0.84],
  ['\u05d0\u05d1\u05d2\u05d3 \u202eabc', 0.25, 910, 0.88, 0.03, 0.87],
] as const

const title = BROWSER === undefined ? 'DID NOT RUN, as there is no Chromium: set CHROMIUM_PATH' : `as ${BROWSER} shows it`

describe.skipIf(BROWSER === undefined)(`the page of the html reporter, ${title}`, () => {
  let browser: Browser
  let page: Page
  let several: string
  const problems: string[] = []

  beforeAll(async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-page-'))
    const write = async (name: string, { report, appendices } = pageOf([drifted(ROWS)])) => {
      const file = path.join(folder, `${name}.html`)
      writeFileSync(file, await html(report, PLAIN, appendices))
      return pathToFileURL(file).href
    }
    const url = await write('one')
    several = await write('several', pageOf([drifted(ROWS), drifted(ROWS.slice(0, 1), 'fraud')]))
    browser = await chromium.launch({ executablePath: BROWSER ?? '', args: ['--no-sandbox', '--disable-gpu'] })
    page = await open(url, {})
  })

  afterAll(async () => await browser?.close())

  it('is read without scripts, and breaks nothing of its own policy', async () => {
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('churn')
    expect(await page.locator('figure svg').count()).toBe(6)
    expect(await style('maxWidth')).toBe('1080px')
    expect(problems).toEqual([])
  })

  it('draws bars as long as the numbers behind them', async () => {
    const widths = await boxes('.steps path')
    const parts = [0.5 * 0.11, 0.25 * 0.04, 0.25 * 0.01]
    const scale = (widths[0]?.width ?? 0) / (parts[0] ?? 1)
    expect(widths).toHaveLength(3)
    for (const [index, part] of parts.entries()) expect(Math.abs((widths[index]?.width ?? 0) - part * scale)).toBeLessThan(1)
    const days = await boxes('.labelled path')
    const tallest = Math.max(...days.map(({ height }) => height))
    const labelled = drifted(ROWS).evaluation.dataset?.days.map(({ rows, rowsWithoutLabel }) => rows - rowsWithoutLabel) ?? []
    for (const [index, rows] of labelled.entries()) {
      expect(Math.abs((days[index]?.height ?? 0) - (tallest * rows) / Math.max(...labelled))).toBeLessThan(1)
    }
  })

  it('paints those bars: as many pixels of the screenshot have their colour as the numbers say', async () => {
    const svg = page.locator('figure:has(.steps) svg')
    const [first, second] = await boxes('.steps path')
    const area = await svg.boundingBox()
    if (first === undefined || second === undefined || area === null) throw new Error('there are no bars')
    const row = (bar: typeof first) => Math.round(bar.y + bar.height / 2 - area.y)
    const picture = (await svg.screenshot()).toString('base64')
    const [long, short] = await pixels(picture, [row(first), row(second)], [179, 38, 30])
    expect(Math.abs((long ?? 0) / (short ?? 1) - (0.5 * 0.11) / (0.25 * 0.04))).toBeLessThan(0.3)
    expect(Math.abs((long ?? 0) - first.width)).toBeLessThan(2.5)
  })

  it('puts each value, its interval and production where the axis has them', async () => {
    const [ticks, values, production] = [
      await boxes('.grid line', 0),
      await boxes('.value path'),
      await boxes('.production line'),
    ]
    const labels = await page.locator('figure').first().locator('.ticks text').allTextContents()
    const [low, high] = [Number(labels[0]), Number(labels.at(-1))]
    const [left, right] = [ticks[0]?.x ?? 0, ticks.at(-1)?.x ?? 0]
    const at = (value: number) => left + ((value - low) / (high - low)) * (right - left)
    for (const [index, [, , , value, , stored]] of ROWS.entries()) {
      const [dot, tick] = [values[index], production[index]]
      if (dot === undefined || tick === undefined) throw new Error('a mark is missing')
      expect(Math.abs(dot.x + dot.width / 2 - at(value))).toBeLessThan(1.5)
      expect(Math.abs(tick.x + tick.width / 2 - at(stored))).toBeLessThan(1.5)
    }
  })

  it('has labels that are neither cut nor on top of one another, at every width', async () => {
    for (const width of [1280, 400]) {
      await page.setViewportSize({ width, height: 900 })
      for (const svg of await page.locator('figure svg').all()) {
        const frame = await svg.boundingBox()
        const texts = await svg.locator('text').evaluateAll((all) =>
          all.map((text) => {
            const { x, y, width, height } = text.getBoundingClientRect()
            return { x, y, width, height, label: text.textContent ?? '' }
          }),
        )
        const cut = texts.filter(
          ({ x, y, width, height }) =>
            frame === null ||
            x < frame.x - 1 ||
            y < frame.y - 1 ||
            x + width > frame.x + frame.width + 1 ||
            y + height > frame.y + frame.height + 2,
        )
        expect(cut).toEqual([])
        const touching = texts.flatMap((a, index) =>
          texts
            .slice(index + 1)
            .filter((b) => overlap(a, b))
            .map((b) => [a.label, b.label]),
        )
        expect(touching).toEqual([])
      }
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    }
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('is dark where the reader likes it so, and light on paper', async () => {
    const ground = async () => await style('backgroundColor')
    expect(await ground()).toBe('rgb(255, 255, 255)')
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await ground()).toBe('rgb(18, 22, 28)')
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
    expect(await ground()).toBe('rgb(255, 255, 255)')
    await page.emulateMedia({ colorScheme: 'light', media: 'screen' })
  })

  it('opens the numbers of a chart by keyboard', async () => {
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY')
    await page.keyboard.press('Enter')
    expect(await page.locator('figure').first().locator('table').isVisible()).toBe(true)
  })

  it('has no problem that axe finds, with all numbers open, and enough contrast in the dark, too', async () => {
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 900 } })
    const other = await context.newPage()
    await other.goto(several)
    await other.evaluate("for (const details of document.querySelectorAll('details')) details.open = true")
    await other.addScriptTag({ content: axe.source })
    const violations = async (options: string) =>
      await other.evaluate(
        `axe.run(document, ${options}).then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html))`,
      )
    expect(await violations('{}')).toEqual([])
    await other.emulateMedia({ colorScheme: 'dark' })
    expect(await violations("{ runOnly: ['color-contrast'] }")).toEqual([])
    await context.close()
  })

  async function open(url: string, options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 }, ...options })
    const opened = await context.newPage()
    opened.on('console', (message) => problems.push(message.text()))
    opened.on('request', (request) => request.url().startsWith('file:') || problems.push(request.url()))
    await opened.goto(url)
    return opened
  }

  async function style(property: string): Promise<unknown> {
    return await page.evaluate(`getComputedStyle(document.body).${property}`)
  }

  async function boxes(selector: string, figure: number | null = null) {
    const marks = figure === null ? page.locator(selector) : page.locator('figure').nth(figure).locator(selector)
    return await marks.evaluateAll((all) =>
      all.map((mark) => {
        const { x, y, width, height } = mark.getBoundingClientRect()
        return { x, y, width, height }
      }),
    )
  }

  /** How many pixels of each of these rows of a picture have about this colour. */
  async function pixels(picture: string, rows: readonly number[], color: readonly number[]): Promise<number[]> {
    const context = await browser.newContext()
    const canvas = await context.newPage()
    const counts = await canvas.evaluate(`(async () => {
      const image = new Image()
      image.src = 'data:image/png;base64,${picture}'
      await image.decode()
      const surface = new OffscreenCanvas(image.width, image.height).getContext('2d')
      surface.drawImage(image, 0, 0)
      return ${JSON.stringify(rows)}.map((row) => {
        const data = surface.getImageData(0, row, image.width, 1).data
        const isColor = (_, at) => at % 4 === 0 && ${JSON.stringify(color)}.every((channel, index) => Math.abs(channel - data[at + index]) < 40)
        return [...data].filter(isColor).length
      })
    })()`)
    await context.close()
    return z.array(z.number()).parse(counts)
  }
})

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** By more than the boxes of letters are larger than the letters. */
function overlap(a: Box, b: Box): boolean {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return across > 0.5 && down > 0.3 * Math.min(a.height, b.height)
}
