import { copyToParquet } from '../duckdb-parquet.js'
import { loadDirectory } from '../s3-server.js'
import { finishAt } from '../trainings.js'
import { ROOT } from './blocks.js'
import { CHURN, CONFIG, configOf, NOTIFY, PRODUCTION, SMALL_CONFIG } from './config.js'
import { recordedRuns } from './recorded-runs.js'
import { type DocsWorld, startWorld } from './world.js'

interface Scene {
  readonly config?: unknown
  readonly prepare?: (world: DocsWorld) => void | Promise<void>
}

/** The worlds that a marker may name, by what is special about them. */
export const WORLDS: Readonly<Record<string, Scene>> = {
  churn: {},
  'a day': { config: SMALL_CONFIG },
  'a denied production score': {
    config: configOf({ churn: CHURN }),
    prepare: ({ s3 }) => void s3.denied.add('s3://models/'),
  },
  'a withheld key': {
    // One file: of several, any may be the first that is refused.
    config: configOf({ churn: { ...CHURN, dataset: { ...CHURN.dataset, latest: 1 } } }),
    async prepare({ s3 }) {
      s3.addBucket('lake', { kms: 'denied' })
      await loadDirectory(s3, 'lake', 'churn', `${ROOT}fixtures/data/churn`)
    },
  },
  'other weights': {
    config: configOf({ churn: { ...CHURN, slices: CHURN.slices.map((slice) => ({ ...slice, weight: 0.5 })) } }),
  },
  'two writers': {
    prepare({ s3 }) {
      const other = { ...BASE, score: 0.85, createdAt: '2026-11-15T06:00:00.000Z' }
      s3.onRequest = ({ operation, key }) => {
        if (operation !== 'PutObject' || key !== 'churn/production.json') return undefined
        s3.onRequest = undefined
        return { kind: 'then', run: () => void s3.put('models', key, JSON.stringify(other)) }
      }
    },
  },
  'late labels': {
    config: configOf({ churn: { ...CHURN, dataset: { ...CHURN.dataset, source: 'data/dt={date}/*.parquet' } } }),
    async prepare({ folder }) {
      for (const day of [8, 9, 10, 11, 12, 13, 14]) {
        const date = `2026-11-${String(day).padStart(2, '0')}`
        const labels = day === 14 ? 'CASE WHEN row_number() OVER () % 8 < 3 THEN NULL ELSE churned END' : 'churned'
        await copyToParquet(
          `${folder}/data/dt=${date}/part-0.parquet`,
          `SELECT * REPLACE (${labels} AS churned) FROM '${ROOT}fixtures/data/churn/dt=${date}/*.parquet'`,
        )
      }
    },
  },
  'a recorded week': {
    config: configOf({
      churn: {
        ...CHURN,
        slices: [
          { name: 'new-customers', where: 'tenure_months < 6', weight: 0.5 },
          { name: 'established', where: 'tenure_months >= 6', weight: 0.3 },
          { name: 'eu-enterprise', where: "region = 'EU' AND plan = 'enterprise'", weight: 0.2 },
        ],
        production: { score: 'production.json' },
      },
    }),
    prepare: async (world) => void (await world.run('baseline', 'record', '--model', 'churn', '--date', '2026-11-07')),
  },
  'three weeks of runs': {
    config: configOf({ churn: CHURN }),
    prepare({ s3 }) {
      for (const run of recordedRuns()) s3.put('ml-meta', `ctrain/runs/churn/${run.id}.json`, `${JSON.stringify(run)}\n`)
    },
  },
  notified: { config: configOf({ churn: { ...CHURN, notify: NOTIFY } }) },
}

const BASE = { ...Object(PRODUCTION['churn']) }

/** Makes a world, does the work in it, and takes it away. */
export async function inWorld<T>(name: string, work: (world: DocsWorld) => Promise<T>): Promise<T> {
  const scene = WORLDS[name]
  if (scene === undefined) throw new Error(`there is no world ${name}; there are ${Object.keys(WORLDS).join(', ')}`)
  const world = await startWorld(scene.config ?? CONFIG)
  try {
    finishAt(1, world, 'SUCCEEDED')
    await scene.prepare?.(world)
    return await work(world)
  } finally {
    await world.close()
  }
}
