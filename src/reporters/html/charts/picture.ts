import { type EncodeEntry, type Mark, parse, type Scale, type Spec, View } from 'vega'
import { html, type Markup, trusted } from '../markup.js'

/** Of every picture, so that texts are of one size on the page. */
export const WIDTH = 480
export const FONT_SIZE = 12

/** A picture to be drawn. Sizes are in pixels, `height` is that of the plot without its margins. */
export interface Picture {
  /** What is seen, for those who don't see it. */
  readonly label: string
  readonly margin: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number }
  readonly height: number
  readonly scales: readonly Scale[]
  readonly panels: readonly Panel[]
}

/** Marks that share a place in the picture. */
export interface Panel {
  readonly x: number
  readonly y: number
  readonly layers: readonly Layer[]
}

/** One mark for each of the values. */
export interface Layer {
  readonly type: 'line' | 'rect' | 'rule' | 'symbol' | 'text'
  /** Its class on the page. */
  readonly name: string
  readonly values: readonly object[]
  readonly enter: EncodeEntry
}

/** Draws it as SVG that any strict content security policy allows, with the colours and fonts of the page. */
export async function draw({ label, margin, height, scales, panels }: Picture): Promise<Markup> {
  const spec: Spec = {
    width: WIDTH - margin.left - margin.right,
    height,
    padding: margin,
    autosize: 'none',
    config: { text: { fontSize: FONT_SIZE } },
    scales: [...scales],
    marks: panels.map(groupOf),
  }
  const svg = await new View(parse(spec), { renderer: 'none' }).toSVG()
  const box = `0 0 ${WIDTH} ${margin.top + height + margin.bottom}`
  const [, content = ''] = /^<svg[^>]*>(.*)<\/svg>$/s.exec(svg) ?? []
  return html`<svg role="img" aria-label="${label}" viewBox="${box}">${trusted(compact(content))}</svg>`
}

function groupOf({ x, y, layers }: Panel): Mark {
  return {
    type: 'group',
    encode: { enter: { x: { value: x }, y: { value: y } } },
    data: layers.map(({ values }, index) => ({ name: `layer${index}`, values: [...values] })),
    marks: layers.map(({ type, name, enter }, index) => ({
      type,
      // Vega's names differ; what is behind the space is left out again.
      name: `${name} ${index}`,
      from: { data: `layer${index}` },
      aria: false,
      encode: { enter },
    })),
  }
}

/** Without what the page says once for all pictures, and with one decimal; texts stay as they are. */
function compact(svg: string): string {
  return svg
    .replaceAll(/<path class="(?:background|foreground)"[^>]*\/>/g, '')
    .replaceAll(/<[^>]+>/g, (tag) =>
      tag
        .replaceAll(/ (?:aria-[\w-]+|role|pointer-events|font-family|stroke-miterlimit|opacity)="[^"]*"/g, '')
        .replaceAll(` font-size="${FONT_SIZE}px"`, '')
        .replaceAll(' text-anchor="start"', '')
        .replaceAll(' fill="#000"', '')
        .replace(/ class="mark-\w+ role-[\w-]+(?: ([\w-]+)(?: \d+)?)?"/, (_, name: string | undefined) =>
          name === undefined ? '' : ` class="${name}"`,
        )
        .replaceAll(/-?\d+\.\d{2,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(1)) + 0)),
    )
    .replaceAll(/<g(?: transform="translate\(0,0\)")?>(<\/g>)/g, '')
}
