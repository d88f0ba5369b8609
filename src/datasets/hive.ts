/** What Hive writes where the value is null. */
const NULL = '__HIVE_DEFAULT_PARTITION__'

/** Values of the folders `key=value` of a path, decoded; undefined where it has none. The last part is a file's name. */
export function partitionOf(path: string): Readonly<Record<string, string | null>> | undefined {
  const pairs = path.split('/').slice(0, -1).filter(isPair).map(readPair)
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs)
}

/**
 * The part of a URI whose folders are a dataset's own: a key of a bucket; a local path below `directory`; or else below
 * the source's `root`, with the folders `key=value` that it ends with.
 */
export function ownPath(uri: string, root: string, directory: string): string {
  const [bucket] = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i.exec(uri) ?? []
  if (bucket !== undefined) return uri.slice(bucket.length)
  const home = `${directory.replace(/\/$/, '')}/`
  if (uri.startsWith(home)) return uri.slice(home.length)
  const folders = (uri === root ? root.slice(0, root.lastIndexOf('/')) : root.replace(/\/$/, '')).split('/')
  while (isPair(folders.at(-1) ?? '')) folders.pop()
  return uri.slice(folders.join('/').length + 1)
}

function isPair(folder: string): boolean {
  return folder.indexOf('=') > 0
}

function readPair(folder: string): [string, string | null] {
  const split = folder.indexOf('=')
  const value = folder.slice(split + 1)
  return [decode(folder.slice(0, split)), value === NULL ? null : decode(value)]
}

/** Spark, Hive and pyarrow write odd characters as `%2F`; what can't be decoded is as it is. */
function decode(text: string): string {
  return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return run
    }
  })
}
