import { isKnownError, knownError } from '../core/errors.js'

/** What the work gives; `place` stands before what a known error of it says. */
export async function atPlace<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw withPlace(place, error)
  }
}

/** The same of work that can't wait. */
export function nowAtPlace<T>(place: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw withPlace(place, error)
  }
}

function withPlace(place: string, error: unknown): unknown {
  if (place === '' || !isKnownError(error) || error.kind === 'interrupted') return error
  return knownError(error.kind, `${place}${error.message}`, { cause: error, ...(error.hint !== null && { hint: error.hint }) })
}
