// Writes a document of the built local store in a process of its own, as its one argument says.
import { libraryWorld } from '../../dist/cli/io.js'
import { localStore } from '../../dist/stores/local.js'
import { withLock } from '../../dist/stores/local-lock.js'

const { task, uri, by, size = 0 } = JSON.parse(process.argv[2])
const world = libraryWorld('test')
const store = localStore(world)
const padding = 'x'.repeat(size)

const tasks = {
  /** Creates the document once; prints what became of it. */
  async create() {
    const outcome = await store.create(uri, text(0))
    print(outcome === 'exists' ? 'exists' : 'created')
  },
  /** Counts up once. */
  async count() {
    await countUp()
    print('counted')
  },
  /** Counts up, and creates documents beside it, until it is killed; prints each step. */
  async loop() {
    for (;;) {
      print(String(await countUp()))
      await store.create(`${uri}.${by}.json`, text(0))
      await store.remove(`${uri}.${by}.json`)
    }
  },
  /** Holds the document's lock until it is killed. */
  async hold() {
    await withLock(uri, 10_000, world, async () => {
      print('held')
      await new Promise((resolve) => setTimeout(resolve, 600_000))
    })
  },
}
await tasks[task]()

async function countUp() {
  for (;;) {
    const former = await store.find(uri)
    const { count } = JSON.parse(former.text)
    if ((await store.replace(uri, text(count + 1), former)) !== 'changed') return count + 1
  }
}

function text(count) {
  return JSON.stringify({ count, by, padding, end: count })
}

function print(line) {
  process.stdout.write(`${line}\n`)
}
