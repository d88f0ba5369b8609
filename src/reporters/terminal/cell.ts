import type { ChalkInstance } from 'chalk'
import type { Sizes } from './column-fit.js'

/** What stands in a cell, and in which colours. */
export interface Cell {
  readonly text: string
  readonly paint?: (text: string) => string
}

/** Cells of one column of the slice table, each of the width that the column gets. */
export interface Column extends Sizes {
  readonly head: (width: number) => string
  readonly side: 'left' | 'right'
  /** Whether it is the drawing that a legend explains. */
  readonly isPlot?: boolean
  readonly cells: (width: number) => readonly Cell[]
}

/** How columns are written. */
export interface ColumnStyle {
  readonly chalk: ChalkInstance
  /** Signs that can be shown. */
  readonly adapt: (text: string) => string
  readonly isVerbose: boolean
  /** Of the terminal. */
  readonly width: number
}

/** Paints each of these characters of a drawing in its colour. */
export function paintSigns(colors: Readonly<Record<string, ChalkInstance>>): (text: string) => string {
  return (text) => [...text].map((sign) => colors[sign]?.(sign) ?? sign).join('')
}
