import type { Entry } from './entry.js'
import { objectDigest } from './place.js'

/** Drafts that nobody writes at the moment, by object: of killed runs, with a footer only, or what is good of a damaged entry. */
export interface Leftovers {
  of(object: string): readonly Entry[]
  all(): readonly Entry[]
  add(entry: Entry): void
  /** Hands one out. */
  take(object: string): Entry | undefined
  drop(entry: Entry): void
}

export function createLeftovers(entries: readonly Entry[]): Leftovers {
  const byObject = new Map<string, Entry[]>()
  const of = (object: string) => byObject.get(object) ?? []
  const add = (entry: Entry) => {
    const object = objectDigest(entry.file)
    byObject.set(object, [...of(object), entry])
  }
  const drop = (entry: Entry) => {
    const object = objectDigest(entry.file)
    byObject.set(
      object,
      of(object).filter(({ folder }) => folder !== entry.folder),
    )
  }
  for (const entry of entries) add(entry)
  return {
    of,
    all: () => [...byObject.values()].flat(),
    add,
    take(object) {
      const [first] = of(object)
      if (first !== undefined) drop(first)
      return first
    },
    drop,
  }
}
