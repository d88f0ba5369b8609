/** What the order of adding weights may change, relative to their sum. */
export const ROUNDING = 1e-12
