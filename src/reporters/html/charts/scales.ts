import type { Scale } from 'vega'
import type { Axis } from '../axis.js'
import type { Layer } from './picture.js'

export const MUTED = 'var(--muted)'
export const LINE = 'var(--line)'
export const TEXT = 'var(--fg)'
export const ACCENT = 'var(--accent)'
export const WORSE = 'var(--bad)'
export const BETTER = 'var(--good)'

/** A linear scale over the axis. */
export function linear(name: string, { domain }: Axis, range: readonly [number, number]): Scale {
  return { name, type: 'linear', domain: [...domain], range: [...range], zero: false }
}

/** Rows of one height, counted from 0. */
export function rowScale(count: number, height: number): Scale {
  return { name: 'row', type: 'band', domain: Array.from({ length: count }, (_, index) => index), range: [0, height] }
}

/** Grid and numbers of a horizontal axis below a plot of this height. */
export function axisBelow(axis: Axis, height: number, top = 0): Layer[] {
  const values = axis.ticks.map((value) => ({ value, label: axis.format(value) }))
  const x = { scale: 'x', field: 'value' }
  return [
    { type: 'rule', name: 'grid', values, enter: { x, y: { value: top }, y2: { value: height }, stroke: { value: LINE } } },
    {
      type: 'text',
      name: 'ticks',
      values,
      enter: { x, y: { value: height + 16 }, text: { field: 'label' }, align: { value: 'center' }, fill: { value: MUTED } },
    },
  ]
}

/** Grid and numbers of a vertical axis left of a plot of this width. */
export function axisLeft(axis: Axis, width: number, hasNumbers = true): Layer[] {
  const values = axis.ticks.map((value) => ({ value, label: axis.format(value) }))
  const y = { scale: 'y', field: 'value' }
  const grid: Layer = {
    type: 'rule',
    name: 'grid',
    values,
    enter: { x: { value: 0 }, x2: { value: width }, y, stroke: { value: LINE } },
  }
  const numbers: Layer = {
    type: 'text',
    name: 'ticks',
    values,
    enter: {
      x: { value: -7 },
      y,
      text: { field: 'label' },
      align: { value: 'right' },
      baseline: { value: 'middle' },
      fill: { value: MUTED },
    },
  }
  return hasNumbers ? [grid, numbers] : [grid]
}

/** Texts at places of the plot. */
export function texts(
  name: string,
  values: readonly { readonly x: number; readonly y: number; readonly label: string }[],
  { align = 'left', fill = TEXT }: { readonly align?: 'left' | 'center' | 'right'; readonly fill?: string } = {},
): Layer {
  return {
    type: 'text',
    name,
    values,
    enter: {
      x: { field: 'x' },
      y: { field: 'y' },
      text: { field: 'label' },
      align: { value: align },
      baseline: { value: 'middle' },
      fill: { value: fill },
    },
  }
}
