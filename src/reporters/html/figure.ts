import { html, type Markup, NOTHING } from './markup.js'

/** A chart, what it shows, and its numbers. */
export interface Figure {
  readonly id: string
  readonly title: string
  readonly caption: Markup
  readonly chart: Markup
  /** Null where another figure has them. */
  readonly table: Markup | null
}

/** A figure under a heading of this level. */
export function figure({ id, title, caption, chart, table }: Figure, level: number): Markup {
  const numbers = table === null ? NOTHING : html`<details><summary>Numbers behind this chart</summary>${table}</details>`
  return html`<figure aria-labelledby="${id}">
<figcaption>${heading(title, level, id)}<p>${caption}</p></figcaption>
${chart}
${numbers}
</figure>
`
}

export function heading(text: Markup | string, level: number, id: string | null = null): Markup {
  const mark = id === null ? NOTHING : html` id="${id}"`
  return html`<h${level}${mark}>${text}</h${level}>`
}

/** A sign of a chart among the words of its caption. */
export function key(kind: string): Markup {
  return html`<span class="key ${kind}" aria-hidden="true"></span>`
}
