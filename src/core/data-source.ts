/** A file as listed, before its bytes are here. */
export interface SourceFile {
  readonly uri: string
  readonly bytes: number
  /** Changes whenever the content does: an ETag, or size and modification time. */
  readonly version: string
  /** The day that the source's placeholders name, `YYYY-MM-DD`. */
  readonly day?: string
  /** Values of the folders `key=value` in its path, decoded; null = Hive's default partition. */
  readonly partition?: Readonly<Record<string, string | null>>
}

export interface FetchedFile extends SourceFile {
  /** An absolute local path. The file has its full size, and at least what was needed of its content. */
  readonly path: string
  /** Where the file stays after its source is closed; absent = nowhere. */
  readonly kept?: string
  /** Bytes that came over the network for it, footer included: 0 for a local or cached file. */
  readonly bytesFetched: number
  /** True where row groups are left out, so that rows are numbered anew. */
  readonly lacksRows?: boolean
}

/** Bytes of a file: from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** What a run reads of a dataset. */
export interface Needs {
  /** Names of the columns, in any case; null = every byte of the files. */
  readonly columns: readonly string[] | null
  /** Rows outside may be left out; null = all rows. */
  readonly time: TimeRange | null
}

/** The earliest moment that JavaScript has, in milliseconds since 1970 UTC: as the start of a time it stands for no start. */
export const EARLIEST = -8.64e15

/** Rows whose timestamp lies from `from` up to, not including, `to`, in milliseconds since 1970 UTC. */
export interface TimeRange {
  readonly column: string
  readonly from: number
  readonly to: number
}

/** How one file becomes readable here. */
export interface FilePlan {
  readonly file: SourceFile
  /** `local` = read in place · `whole` = all its bytes · `columns` = the byte ranges that are needed, of a sparse file. */
  readonly how: 'local' | 'whole' | 'columns'
  /** What must be here, footer included: ascending, apart from each other. */
  readonly ranges: readonly ByteRange[]
  /** Bytes that are still to come over the network: 0 for a local or cached file. */
  readonly bytesToFetch: number
  /** Bytes that came over the network to make the plan. */
  readonly bytesFetched: number
  /** What stands in place of the footer, where row groups are left out; null = the footer as it is. */
  readonly footer: { readonly start: number; readonly bytes: Uint8Array } | null
  /** Row groups that are read, of how many there are; null where the footer was not read. */
  readonly rowGroups: { readonly read: number; readonly all: number } | null
}

/** Where datasets come from: one adapter per URI scheme. */
export interface DataSource {
  /**
   * All files whose URI starts with the prefix, in ascending order of URI. Nothing there = empty list.
   * `levels` of path below the prefix's folder are enough; null = all. More may be returned.
   */
  list(prefix: string, levels: number | null): Promise<readonly SourceFile[]>
  /** What it takes to read a file, at the price of its footer. May be called at once for many files. */
  plan(file: SourceFile, needs: Needs): Promise<FilePlan | 'changed'>
  /**
   * Makes one file readable here until the source is closed, or says that it no longer is the version that was
   * listed. May be called at once for many files. `arrived` is told of bytes as they come; below 0 = they broke
   * off and come again.
   */
  fetch(plan: FilePlan, arrived?: (bytes: number) => void): Promise<FetchedFile | 'changed'>
  /** Where fetched files are, for people. */
  readonly place: string
  /** Ends what is under way, and the life of files that the cache does not keep. */
  close(): Promise<void> | void
}
