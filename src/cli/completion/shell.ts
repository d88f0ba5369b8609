import type { Candidate } from './complete.js'

/** How a shell hands over its words, and takes candidates. */
export interface Shell {
  /** For its start-up file: defines the completion of `ctrain`. */
  readonly script: string
  /** The words as the program would get them. The last one is begun, and may be empty. */
  words(given: readonly string[]): readonly string[]
  /** A candidate as one line of the answer. `given` = the words as they were handed over. */
  line(candidate: Candidate, given: readonly string[]): string
}
