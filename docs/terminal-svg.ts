/** Widths of a monospaced font: a cell is 0.6 of its size. */
const SIZE = 14
const CELL = 8.4
const LINE = 20
const MARGIN = 20
const BAR = 34

interface Run {
  readonly text: string
  readonly column: number
  /** Names of CSS classes. */
  readonly style: readonly string[]
}

/** What a terminal shows, as a picture whose text remains text: light or dark as its reader's screen is. */
export function terminalSvg(command: string, output: string): string {
  const lines = [`$ ${command}`, ...output.trimEnd().split('\n')].map(runsOf)
  const columns = Math.max(
    ...lines.map((runs) => runs.reduce((end, { column, text }) => Math.max(end, column + widthOf(text)), 0)),
  )
  const [width, height] = [Math.ceil(columns * CELL) + 2 * MARGIN, lines.length * LINE + BAR + MARGIN]
  const texts = lines.map((runs, index) => `<text y="${BAR + LINE * index + SIZE}">${runs.map(tspan).join('')}</text>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(command)}</title>
<style>${STYLE}</style>
<rect class="window" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${['close', 'hide', 'grow'].map((name, index) => `<circle class="${name}" cx="${MARGIN + 18 * index}" cy="17" r="5"/>`).join('')}
${texts.join('\n')}
</svg>
`
}

/** The lines that the picture shows, without the command. */
export function linesOfSvg(svg: string): string[] {
  const texts = [...svg.matchAll(/<text [^>]*>(.*)<\/text>/g)].map(([, text = '']) => text.replaceAll(/<[^>]+>/g, ''))
  return texts.slice(1).map((text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))
}

const STYLE = `
text { font: ${SIZE}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; white-space: pre }
.window { fill: #ffffff; stroke: #d0d7de } .close { fill: #ff5f57 } .hide { fill: #febc2e } .grow { fill: #28c840 }
.bold { font-weight: 600 } .dim { opacity: 0.6 } .underline { text-decoration: underline }
.c0 { fill: #24292f } .c1 { fill: #cf222e } .c2 { fill: #116329 } .c3 { fill: #7d4e00 } .c4 { fill: #0969da } .c5 { fill: #8250df }
.c6 { fill: #1b7c83 } .c7 { fill: #57606a }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .window { fill: #0d1117; stroke: #30363d }
  .c0 { fill: #8b949e } .c1 { fill: #ff7b72 } .c2 { fill: #3fb950 } .c3 { fill: #d29922 } .c4 { fill: #58a6ff } .c5 { fill: #bc8cff }
  .c6 { fill: #39c5cf } .c7 { fill: #b1bac4 }
}
`

/** The parts of a line with one style each. */
function runsOf(line: string): Run[] {
  const runs: Run[] = []
  let style: readonly string[] = []
  let column = 0
  for (const [, code, text = ''] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
    if (code !== undefined) style = code.split(';').reduce(styled, style)
    else runs.push({ text, column, style })
    column += widthOf(text)
  }
  return runs.reduce(joined, [])
}

/** One run where the style has not changed. */
function joined(runs: Run[], run: Run): Run[] {
  const last = runs.at(-1)
  if (last === undefined || last.style.join() !== run.style.join()) return [...runs, run]
  return [...runs.slice(0, -1), { ...last, text: last.text + run.text }]
}

/** The style after one more code of SGR (ECMA-48). */
function styled(style: readonly string[], code: string): readonly string[] {
  const number = Number(code)
  const without = (pattern: RegExp) => style.filter((name) => !pattern.test(name))
  if (number === 0) return []
  if (number === 22) return without(/^(bold|dim)$/)
  if (number === 24) return without(/^underline$/)
  if (number === 39) return without(/^c\d$/)
  const color = [30, 90].find((first) => number >= first && number < first + 8)
  if (color !== undefined) return [...without(/^c\d$/), `c${number - color}`]
  const name = ATTRIBUTES[number]
  if (name === undefined) throw new Error(`the picture does not know the code ${code} of the terminal`)
  return [...style, name]
}

const ATTRIBUTES: Readonly<Record<number, string>> = { 1: 'bold', 2: 'dim', 4: 'underline' }

/** With its place and length, so that columns stay columns in every font. */
function tspan({ text, column, style }: Run): string {
  const x = (MARGIN + column * CELL).toFixed(1)
  const classes = style.length === 0 ? '' : ` class="${style.join(' ')}"`
  return `<tspan x="${x}" textLength="${(widthOf(text) * CELL).toFixed(1)}" lengthAdjust="spacingAndGlyphs"${classes}>${escaped(text)}</tspan>`
}

function widthOf(text: string): number {
  return [...text].length
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
