import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { jsonSchema } from '../../src/config/json-schema.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-pack-'))

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

describe('the packed tarball', () => {
  it('holds the program and its types, and neither sources, tests nor fixtures', () => {
    const [pack] = z
      .array(z.looseObject({ filename: z.string(), files: z.array(z.looseObject({ path: z.string() })) }))
      .parse(JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT)))
    const names = pack?.files.map((file) => file.path) ?? []
    expect(names).toEqual(
      expect.arrayContaining([
        'bin/ctrain.js',
        'dist/cli/main.js',
        'dist/index.d.ts',
        'dist/schema.json',
        'LICENSE',
        'README.md',
        'package.json',
      ]),
    )
    expect(names.filter((name) => !/^(bin|dist)\/|^(LICENSE|README\.md|CHANGELOG\.md|package\.json)$/.test(name))).toEqual([])
  })

  it('installs outside the repository and runs: from the command line and as a library', () => {
    writeFileSync(path.join(folder, 'package.json'), '{"name":"user","version":"1.0.0","type":"module"}')
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', './ctrain-0.1.0.tgz'], folder)
    const config = path.join(ROOT, 'fixtures', 'ctrain.yaml')
    expect(run('npx', ['--no-install', 'ctrain', 'evaluate', '--model', 'churn', '--config', config], folder)).toContain(
      'churn DRIFTED: ',
    )
    writeFileSync(
      path.join(folder, 'use.mjs'),
      `import { evaluate } from 'ctrain'\nconst { evaluations } = await evaluate({ config: ${JSON.stringify(config)}, models: ['demand'] })\nconsole.log(evaluations[0].verdict)\nconsole.log(import.meta.resolve('ctrain/schema.json'))\n`,
    )
    const schema = path.join(folder, editorLine())
    expect(run('node', ['use.mjs'], folder)).toBe(`healthy\n${pathToFileURL(schema)}\n`)
    expect(JSON.parse(readFileSync(schema, 'utf8'))).toEqual(jsonSchema())
  })
})

/** Where the documentation tells editors to look, from the folder of a config. */
function editorLine(): string {
  const page = readFileSync(path.join(ROOT, 'docs', 'config.md'), 'utf8')
  const [, target = 'no such line'] = /^# yaml-language-server: \$schema=(.+)$/m.exec(page) ?? []
  return target
}
