import type { Run } from '../test-io.js'
import { type Block, ROOT } from './blocks.js'
import { filtered } from './filters.js'
import { refreshed } from './json-part.js'
import { type Marker, parseMarker } from './marker.js'
import { type DocsWorld, runAt } from './world.js'
import { inWorld } from './worlds.js'

/** What a block must show by the comment before it; null where the comment says nothing of that. */
export async function produced(block: Block): Promise<string | null> {
  const marker = block.comment === null ? null : parseMarker(block.comment)
  if (marker === null) return null
  const whole = await once(marker)
  const text = marker.filters.reduce(filtered, whole.replaceAll('\r\n', '\n'))
  return marker.isPart ? refreshed(block.text, text) : text
}

const printed = new Map<string, Promise<string>>()

/** Blocks that show parts of one output need one run. */
function once(marker: Marker): Promise<string> {
  const { shown, world: name, exit, commands } = marker
  const key = JSON.stringify({ shown, name, exit, commands })
  const whole = printed.get(key) ?? (name === null ? atRoot(marker) : inWorld(name, (world) => within(world, marker)))
  printed.set(key, whole)
  return whole
}

/** Where nothing but the repository is needed. */
async function atRoot(marker: Marker): Promise<string> {
  let shown = ''
  for (const command of marker.commands) shown = textOf(await runAt(ROOT, command), marker)
  return shown
}

async function within(world: DocsWorld, marker: Marker): Promise<string> {
  let shown = ''
  for (const command of marker.commands) shown = textOf(await world.run(...command), marker)
  if (marker.shown === 'posted') return `${world.webhook.posts.at(-1)?.body ?? ''}\n`
  if (marker.shown !== 'objects') return shown
  const uris = ['models', 'ml-meta'].flatMap((bucket) => world.s3.keys(bucket).map((key) => `s3://${bucket}/${key}\n`))
  // The name of a record ends with random digits.
  return uris.join('').replaceAll(/(?<=Z-)[0-9a-f]{8}(?=\.json)/g, '1f0c9a3e')
}

function textOf({ code, out, err }: Run, { shown, exit }: Marker): string {
  if (code !== exit) throw new Error(`exit code ${code}, and the marker says ${exit}:\n${err}${out}`)
  return shown === 'stderr' ? err : out
}
