/** Which daily partitions belong to the dataset. */
export type Window =
  /** Exactly these days, oldest first, whether or not they exist. */
  | { readonly dates: readonly string[] }
  /** The newest partitions that exist, that many, up to and with a day where one is given. */
  | { readonly latest: number; readonly upTo: string | null }
