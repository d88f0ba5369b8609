import { closeSync, openSync, readSync } from 'node:fs'

/** 1 or 2: the version of the data page at an offset. Its header begins with the field of the page's type. */
export function pageVersion(file: string, offset: number): number | null {
  const header = Buffer.alloc(2)
  const opened = openSync(file, 'r')
  readSync(opened, header, 0, 2, offset)
  closeSync(opened)
  if (header[0] !== 0x15) throw new Error(`${file} has no page at ${offset}`)
  return PAGE_VERSIONS[header[1] ?? -1] ?? null
}

/** By Thrift's zigzag number of DATA_PAGE and DATA_PAGE_V2. */
const PAGE_VERSIONS: Readonly<Record<number, number>> = { 0: 1, 6: 2 }
