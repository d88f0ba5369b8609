import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Loading the engine and the SDK takes longer than most files' tests: files share a process, one after the other.
    isolate: false,
    // All processors: many tests wait for a server or a process. The default leaves one idle.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    globalSetup: ['test/support/build.ts'],
    setupFiles: ['test/support/environment.ts'],
  },
})
