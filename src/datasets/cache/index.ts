export { type Cache, type CacheOptions, type FilledFile, openCache } from './cache.js'
export type { Sink } from './draft.js'
export type { Fetch } from './fill.js'
export { cacheDirectory } from './place.js'
