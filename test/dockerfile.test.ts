// The image: what the Dockerfile says is held by rules; where a Docker engine runs, it is built and tried as well.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Copy, DockerfileParser, type Instruction } from 'dockerfile-ast'
import picomatch from 'picomatch'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const Manifest = z.object({
  files: z.array(z.string()),
  bin: z.object({ ctrain: z.string() }),
  scripts: z.object({ build: z.string() }),
})
const Lock = z.object({ packages: z.record(z.string(), z.unknown()) })

const manifest = Manifest.parse(JSON.parse(read('package.json')))
const file = DockerfileParser.parse(read('Dockerfile'))
const instructions = file.getInstructions()
const stages = file.getFROMs()
const last = stages.at(-1)?.getRange()?.start.line ?? 0
const isFinal = (each: Instruction) => (each.getRange()?.start.line ?? 0) > last
const final = instructions.filter(isFinal)

describe('the Dockerfile', () => {
  it('has a stage to build and one to run, of one image in an exact version, on whatever platform is asked for', () => {
    expect(stages.map((stage) => stage.getImage())).toEqual(Array(2).fill('node:${NODE_VERSION}-${DISTRIBUTION}'))
    expect(named('ARG', instructions)).toEqual([
      expect.stringMatching(/^NODE_VERSION=\d+\.\d+\.\d+$/),
      expect.stringMatching(/^DISTRIBUTION=(?!.*alpine)[a-z]+-slim$/),
    ])
    expect(read('Dockerfile')).not.toMatch(/--platform|latest/)
  })

  it('installs what the lockfile says, without scripts of packages, and takes nothing from elsewhere', () => {
    const commands = named('RUN', instructions).join('\n')
    expect(commands).toMatch(/npm ci --ignore-scripts/)
    expect(commands).toMatch(/npm prune --omit=dev/)
    expect(commands).not.toMatch(/npm (i|install) |curl|wget|apt|sudo/)
    expect(named('ADD', instructions)).toEqual([])
  })

  it('builds where all is that the script of the package reads', () => {
    const copied = copies(file.getCOPYs().filter((each) => !isFinal(each))).map(({ from }) => from)
    const read = manifest.scripts.build.split(/[\s'"]+/).filter((word) => existsSync(ROOT + word) && !word.startsWith('dist'))
    expect(read).toEqual(['src', 'bin/ctrain.js'])
    expect(copied).toEqual(expect.arrayContaining(read.map((word) => word.split('/')[0])))
  })

  it('runs as a numbered user who is not root', () => {
    expect(named('USER', final)).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)])
  })

  it('starts the program of the package, without a shell that would keep signals from it', () => {
    expect(named('ENTRYPOINT', final).map((text) => JSON.parse(text))).toEqual([['node', `/app/${manifest.bin.ctrain}`]])
    expect(named('CMD', final).map((text) => JSON.parse(text))).toEqual([['--help']])
  })

  it('has all that the package has, and what it needs to run', () => {
    const copied = copies(file.getCOPYs().filter(isFinal)).map(({ to }) => to.replace('/app/', ''))
    expect(copied).toEqual(expect.arrayContaining([...manifest.files, 'package.json', 'node_modules']))
  })

  it('holds no secret, and no variable that asks for one', () => {
    expect([...named('ARG', instructions), ...named('ENV', instructions)].join('\n')).not.toMatch(/TOKEN|SECRET|PASSWORD|KEY/i)
  })

  it('needs packages with binaries that the lockfile has for both of its platforms', () => {
    const { packages } = Lock.parse(JSON.parse(read('package-lock.json')))
    expect(packages).toHaveProperty(['node_modules/@duckdb/node-bindings-linux-x64'])
    expect(packages).toHaveProperty(['node_modules/@duckdb/node-bindings-linux-arm64'])
  })
})

describe('.dockerignore', () => {
  const isSent = picomatch(
    read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1)),
    { dot: true },
  )

  it('sends to the builder what is copied, and nothing else: no tests, no modules, no history', () => {
    expect(read('.dockerignore')).toMatch(/^\*$/m)
    const needed = copies(file.getCOPYs())
      .filter(({ stage }) => stage === null)
      .map(({ from }) => from)
    expect(needed.filter((name) => !existsSync(ROOT + name))).toEqual([])
    expect(readdirSync(ROOT).filter((name) => isSent(name))).toEqual([...new Set(needed)].sort())
  })
})

const hasDocker = spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0

describe.runIf(hasDocker)('the image (needs a Docker engine, else it is not built and these tests do not run)', () => {
  it('runs as anybody, with the config mounted', { timeout: 900_000 }, () => {
    docker('build', '--tag', 'ctrain:test', '.')
    const run = ['run', '--rm', '--init', '--user', '12345:12345', '--volume', `${ROOT}fixtures:/work:ro`, 'ctrain:test']
    expect(docker(...run, 'evaluate', '--model', 'churn')).toMatch(/churn DRIFTED: /)
    expect(docker('inspect', '--format', '{{.Config.User}}', 'ctrain:test').trim()).toBe('1000:1000')
  })
})

function docker(...argv: string[]): string {
  return execFileSync('docker', argv, { cwd: ROOT, encoding: 'utf8' })
}

function read(name: string): string {
  return readFileSync(ROOT + name, 'utf8')
}

function named(keyword: string, among: readonly Instruction[]): string[] {
  return among.filter((each) => each.getKeyword() === keyword).map((each) => each.getArgumentsContent() ?? '')
}

interface CopiedFile {
  /** Null = from the repository. */
  readonly stage: string | null
  readonly from: string
  readonly to: string
}

function copies(among: readonly Copy[]): CopiedFile[] {
  return among.flatMap((each) => {
    const names = each.getArguments().map((argument) => argument.getValue())
    const target = names.pop() ?? ''
    const stage = each.getFromFlag()?.getValue() ?? null
    return names.map((from) => ({ stage, from, to: target.endsWith('/') ? target + from : target }))
  })
}
