import type { Engine } from '../core/ports.js'

/** Engines by name, loaded when used. */
export const ENGINES = {
  duckdb: async (): Promise<Engine> => (await import('./duckdb/engine.js')).duckdb,
} as const
