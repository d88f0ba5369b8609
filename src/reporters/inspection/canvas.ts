import { oneLine } from '../../core/one-line.js'
import type { ReportStyle } from '../index.js'

/** Where a text is drawn. */
export type Canvas = Pick<ReportStyle, 'width' | 'isAscii'>

/** A text of ours in the characters that can be shown. */
export function shown(text: string, { isAscii }: Pick<Canvas, 'isAscii'>): string {
  return isAscii ? Object.entries(PLAIN).reduce((line, [odd, plain]) => line.replaceAll(odd, plain), text) : text
}

const PLAIN: Readonly<Record<string, string>> = { '…': '..', '–': '-', '—': '-', '≥': '>=', '×': 'x', '±': '+/-' }

/** A text from outside as so many characters, at most; what can't be shown is a question mark. */
export function clipped(text: string, most: number, { isAscii }: Pick<Canvas, 'isAscii'>): string {
  if (!isAscii) return oneLine(text, most)
  const line = oneLine(text, Number.POSITIVE_INFINITY).replaceAll(/[^ -~]/gu, '?')
  return line.length <= most ? line : `${line.slice(0, Math.max(0, most - 2))}..`
}

/** A bar of a share, 0 to 1, of so many characters; a share above 0 always shows. */
export function bar(share: number, width: number, { isAscii }: Pick<Canvas, 'isAscii'>): string {
  if (isAscii) return '#'.repeat(share > 0 ? Math.max(1, Math.round(share * width)) : 0)
  const eighths = share > 0 ? Math.max(1, Math.round(share * width * 8)) : 0
  return `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8] ?? ''}`
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']
