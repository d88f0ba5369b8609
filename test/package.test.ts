import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const Manifest = z.looseObject({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  engines: z.object({ node: z.string() }),
})

const manifest = Manifest.parse(JSON.parse(read('package.json')))
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.looseObject({
        version: z.string().optional(),
        dev: z.boolean().optional(),
        engines: z.unknown().optional(),
        optionalDependencies: z.record(z.string(), z.string()).optional(),
      }),
    ),
  })
  .parse(JSON.parse(read('package-lock.json')))

/** What the product may depend on, and why; docs/adr has the long form. A new entry needs a reason here. */
const ALLOWED: Readonly<Record<string, string>> = {
  '@aws-sdk/client-dynamodb': 'production scores and history in DynamoDB',
  '@aws-sdk/client-eventbridge': 'notifications',
  '@aws-sdk/client-s3': 'datasets and production scores on S3',
  '@aws-sdk/client-sfn': 'starting trainings',
  '@aws-sdk/client-sns': 'notifications',
  '@aws-sdk/client-sts': 'roles of other accounts; who am I',
  '@aws-sdk/util-dynamodb': 'items of DynamoDB as plain values',
  '@clack/prompts': 'the questions of ctrain init',
  '@duckdb/node-api': 'the engine',
  '@duckdb/node-bindings': 'reads the columns of sorted rows in place; part of node-api already',
  '@smithy/core': 'reads endpoint_url of the AWS profile as the SDK does; part of the SDK already',
  'apache-arrow': 'the border format of custom metrics',
  chalk: 'colours of the table',
  commander: 'flags and help',
  leven: 'did you mean',
  'p-map': 'bounded parallel downloads',
  picomatch: 'globs in sources',
  'string-width': 'columns that names take in a terminal',
  vega: 'charts of the HTML report',
  yaml: 'config with positions',
  zod: 'parsing at every border',
}

describe('package.json', () => {
  it('depends on nothing but the allow-list', () => {
    expect(Object.keys(manifest.dependencies).sort()).toEqual(Object.keys(ALLOWED).sort())
  })

  it('names exact versions, the ones of the lockfile', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version)
    }
  })

  it('runs on Node 20, and so does every package that it installs', () => {
    expect(manifest.engines.node).toBe('>=20.15')
    const needsNewer = Object.entries(lock.packages).filter(([, { engines }]) => {
      const node = z.object({ node: z.string() }).safeParse(engines).data?.node ?? ''
      return /^>=\s*2[1-9]/.test(node)
    })
    expect(needsNewer.map(([name]) => name)).toEqual([])
  })

  it('the lockfile holds every optional package of every platform, so that npm ci works on all of them', () => {
    const missing = Object.entries(lock.packages).flatMap(([parent, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter(
        (name) =>
          lock.packages[`node_modules/${name}`] === undefined && lock.packages[`${parent}/node_modules/${name}`] === undefined,
      ),
    )
    expect(missing).toEqual([])
  })

  it('the lockfile names no registry', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved"/)
  })
})

function read(name: string): string {
  return readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
}
