// One fill of the built cache in a process of its own; prints the SHA-256 of the ranges and the bytes that it fetched.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { libraryWorld } from '../../dist/cli/io.js'
import { openCache } from '../../dist/datasets/cache/index.js'

const { directory, url, file, ranges, step } = JSON.parse(process.argv[2])
const log = { warn: (message) => process.stderr.write(`${message}\n`), info() {} }
const cache = openCache(directory, { keep: true, maxSize: null }, libraryWorld('test', { log }))
let fetched = 0
try {
  const { path } = await cache.fill(file, ranges, fetchMissing)
  const bytes = readFileSync(path)
  const hash = createHash('sha256')
  for (const { start, end } of ranges) hash.update(bytes.subarray(start, end))
  process.stdout.write(JSON.stringify({ sha256: hash.digest('hex'), fetched }))
} finally {
  await cache.close()
}

async function fetchMissing(missing, sink) {
  for (const range of missing) {
    for (let start = range.start; start < range.end; start += step) {
      const end = Math.min(range.end, start + step)
      const headers = { authorization: 'AWS4-HMAC-SHA256 any', range: `bytes=${start}-${end - 1}` }
      const response = await fetch(url, { headers })
      const bytes = new Uint8Array(await response.arrayBuffer())
      if (bytes.length !== end - start) throw new Error(`${response.status}: ${bytes.length} bytes`)
      await sink.write(start, bytes)
      await sink.commit({ start, end })
      fetched += bytes.length
    }
  }
}
