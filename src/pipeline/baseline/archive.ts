/** A revision in the archive, by what its name says. */
export interface Archived {
  readonly uri: string
  /** 12 hex digits. */
  readonly revision: string
  /** ISO 8601, UTC. */
  readonly archivedAt: string
}

/** The folder that former revisions of a document are kept in. */
export function folderOf(uri: string): string {
  return `${uri}.revisions/`
}

/** Sortable: the time, then the revision. */
export function archiveUri(uri: string, revision: string, at: Date): string {
  return `${folderOf(uri)}${at.toISOString().replaceAll(/[-:]/g, '')}-${revision}.json`
}

/** Newest first; what else lies in the folder is passed over. */
export function archivedOf(uris: readonly string[]): Archived[] {
  const archived = uris.flatMap((uri) => {
    const [, date, hour, minute, second, revision] = NAME.exec(uri) ?? []
    if (date === undefined || revision === undefined) return []
    const day = date.replace(/(\d{2})(\d{2})$/, '-$1-$2')
    return [{ uri, revision, archivedAt: `${day}T${hour}:${minute}:${second}Z` }]
  })
  return archived.sort((a, b) => (a.uri < b.uri ? 1 : -1))
}

const NAME = /(?:^|[/\\])(\d{8})T(\d{2})(\d{2})(\d{2}\.\d{3})Z-([0-9a-f]{12})\.json$/
