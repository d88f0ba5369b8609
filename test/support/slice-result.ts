import type { SliceResult } from '../../src/core/evaluation.js'

/** A slice of 500 labelled rows and the value 0.8, with what is different about it. */
export function sliceResult(more: Partial<SliceResult> = {}): SliceResult {
  return {
    name: 'all',
    where: null,
    weight: 1,
    rows: 500,
    rowsWithoutLabel: 0,
    queries: null,
    coverage: 1,
    isProduction: false,
    also: [],
    guard: null,
    value: 0.8,
    standardError: null,
    interval: null,
    contribution: 0.8,
    ...more,
  }
}
