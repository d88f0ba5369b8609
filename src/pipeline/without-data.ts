import type { EngineSession, World } from '../core/ports.js'
import { ENGINES } from '../engines/index.js'

/** Does something with a session of the engine that has no data, such as parsing. */
export async function withoutData<T>(world: World, work: (session: EngineSession) => Promise<T>): Promise<T> {
  const engine = await ENGINES.duckdb()
  const session = await engine.open({ files: [], predictions: null }, world)
  try {
    return await work(session)
  } finally {
    await session.close()
  }
}
