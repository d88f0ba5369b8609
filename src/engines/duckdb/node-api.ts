import { createRequire } from 'node:module'

// Importing a CommonJS package, Node reads the names of its exports file by file first: that takes longer than loading it.
const api: typeof import('@duckdb/node-api') = createRequire(import.meta.url)('@duckdb/node-api')

export const { DuckDBInstance, DuckDBListValue } = api
