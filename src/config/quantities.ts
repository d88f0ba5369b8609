import { z } from 'zod'
import type { Threshold } from '../core/evaluation.js'
import { round12 } from '../core/round.js'

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** A duration such as `30m`, `24h` or `3d`, in milliseconds. */
export const duration = z
  .string('is not a duration (write e.g. 30m, 24h or 3d)')
  .regex(/^\d+(\.\d+)?[smhd]$/, 'is not a duration (write e.g. 30m, 24h or 3d)')
  .transform((text) => {
    const unit = text.at(-1)
    return Number(text.slice(0, -1)) * (unit === 's' || unit === 'm' || unit === 'h' ? UNITS[unit] : UNITS.d)
  })

/** A number of whole days such as `7d`. */
export const days = z
  .string()
  .regex(/^[1-9]\d{0,3}d$/, 'is not a number of days (write e.g. 7d)')
  .transform((text) => Number(text.slice(0, -1)))

const BYTES = { MB: 10 ** 6, GB: 10 ** 9, MiB: 2 ** 20, GiB: 2 ** 30 } as const

/** An amount of memory such as `512MB` or `2GiB`, in bytes. */
export const memory = z
  .string()
  .regex(/^[1-9]\d{0,6}(\.\d+)?\s*(MB|GB|MiB|GiB)$/, 'is not an amount of memory (write e.g. 512MB or 2GiB)')
  .transform((text) => {
    const unit = Object.entries(BYTES).find(([name]) => text.endsWith(name))
    return Math.round(Number.parseFloat(text) * (unit?.[1] ?? 1))
  })

const SIZES = { kB: 10 ** 3, KiB: 2 ** 10, ...BYTES, TB: 10 ** 12, TiB: 2 ** 40, B: 1 } as const

/** An amount of data such as `500MB` or `20GB`, in bytes. */
export const size = z
  .union(
    [
      z.int().min(0, 'must not be negative (write e.g. 5GB)'),
      z.string().regex(/^\d{1,15}(\.\d+)?\s*(B|[kMGT]B|[KMGT]iB)$/, 'is not an amount of data (write e.g. 500MB or 20GB)'),
    ],
    { error: 'is not an amount of data (write e.g. 500MB or 20GB)' },
  )
  .transform((value) => {
    if (typeof value === 'number') return value
    const unit = Object.entries(SIZES).find(([name]) => value.endsWith(name))
    return Math.round(Number.parseFloat(value) * (unit?.[1] ?? 1))
  })

/** A time zone of the IANA database. */
export const timezone = z
  .string('is no time zone (write e.g. Europe/Berlin or UTC)')
  .refine(isTimeZone, 'is no time zone (write e.g. Europe/Berlin or UTC)')

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}

const SHARE = 'must be a share such as 80% or 0.8'

/** A share such as `80%` or `0.8`. */
export const share = z
  .union([z.number().min(0, SHARE).max(1, SHARE), z.string().regex(/^(100|\d{1,2}(\.\d{1,10})?)\s*%$/, SHARE)], { error: SHARE })
  .transform((value) => (typeof value === 'number' ? value : round12(Number.parseFloat(value) / 100)))

const MAX_DROP =
  'must be a share such as 5% or an absolute drop such as 0.02, not negative (there is no default: choose what a drop may cost)'

/** `5%` = relative, a plain number = absolute. There is no default: nobody else can choose it. */
export const maxDrop = z
  .union([z.string().regex(/^\d{1,9}(\.\d{1,15})?\s*%$/, MAX_DROP), z.number().min(0, MAX_DROP)], { error: MAX_DROP })
  .transform(
    (value): Threshold =>
      typeof value === 'number'
        ? { maxDrop: value, kind: 'absolute' }
        : { maxDrop: round12(Number.parseFloat(value) / 100), kind: 'relative' },
  )
