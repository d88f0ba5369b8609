import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What each layer may import of the others, with the reason that a failure states. */
const LAYERS: Readonly<Record<string, { readonly may: readonly string[]; readonly because: string }>> = {
  core: { may: [], because: 'core is pure: it imports nothing, so that every rule can be tested without a world' },
  metrics: { may: ['core'], because: 'a metric is a pure value; engines and config know metrics, never the other way round' },
  aws: { may: ['core'], because: 'aws is the shared floor of the AWS adapters: clients and their errors, nothing of ctrain' },
  engines: { may: ['core'], because: 'adapters never import one another, config, pipeline or cli' },
  datasets: { may: ['core', 'aws'], because: 'adapters never import one another, config, pipeline or cli' },
  stores: { may: ['core', 'aws'], because: 'adapters never import one another, config, pipeline or cli' },
  actions: { may: ['core', 'aws'], because: 'adapters never import one another, config, pipeline or cli' },
  notifiers: { may: ['core', 'aws'], because: 'adapters never import one another, config, pipeline or cli' },
  plugins: { may: ['core'], because: 'a plug-in runs code of the user: it knows nothing of ctrain but what it is handed' },
  reporters: { may: ['core'], because: 'a reporter is a function from a report to text' },
  config: {
    may: ['core', 'metrics', 'datasets', 'stores', 'actions', 'notifiers'],
    because: 'config knows the words of the registries, but neither pipeline nor cli',
  },
  pipeline: {
    may: ['core', 'config', 'engines', 'datasets', 'stores', 'actions', 'notifiers', 'aws', 'metrics', 'plugins'],
    because: 'the pipeline composes; it knows nothing of terminals, flags or report formats',
  },
  cli: {
    may: ['core', 'config', 'pipeline', 'engines', 'datasets', 'reporters'],
    because: 'cli turns flags into calls of the pipeline; AWS and files are behind the pipeline',
  },
}

interface Source {
  readonly file: string
  readonly layer: string
  readonly text: string
  readonly imports: readonly Import[]
}

interface Import {
  readonly target: string
  readonly isLazy: boolean
  readonly isType: boolean
}

const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map(readSource)

describe('layers', () => {
  for (const [layer, { may, because }] of Object.entries(LAYERS)) {
    it(`${layer} imports only ${may.join(', ') || 'itself'}: ${because}`, () => {
      const own = sources.filter((source) => source.layer === layer)
      expect(own.length).toBeGreaterThan(0)
      const violations = own.flatMap((source) =>
        source.imports
          .filter(({ target }) => target.startsWith('src/') && ![layer, ...may].includes(layerOf(target)))
          .map(({ target }) => `${source.file} imports ${target}`),
      )
      expect(violations, because).toEqual([])
    })
  }

  it('every folder of src is a layer with rules', () => {
    const folders = new Set(sources.map((source) => source.layer).filter((layer) => layer !== ''))
    expect([...folders].sort()).toEqual(Object.keys(LAYERS).sort())
  })
})

describe('purity', () => {
  it('core imports neither Node nor npm, so that it runs anywhere and never waits', () => {
    expect(foreignImports('core')).toEqual([])
  })

  it('metrics import neither Node nor npm', () => {
    expect(foreignImports('metrics')).toEqual([])
  })

  it('reporters and core read no clock and no chance', () => {
    const impure = /new Date\(\)|Date\.now|Math\.random|performance\.now/
    const guilty = sources.filter(({ layer, text }) => ['core', 'metrics', 'reporters'].includes(layer) && impure.test(text))
    expect(guilty.map(({ file }) => file)).toEqual([])
  })

  it('only src/cli/io.ts touches process, console, Date.now or Math.random: the world comes in by one door', () => {
    const world = /\bprocess\.|\bconsole\.|Date\.now|Math\.random|new Date\(\)/
    const guilty = sources.filter(({ file, text }) => file !== 'src/cli/io.ts' && world.test(text))
    expect(guilty.map(({ file }) => file)).toEqual([])
  })
})

describe('start-up', () => {
  it('what --help loads reaches neither DuckDB, AWS, charts, zod nor yaml: heavy modules load when used', () => {
    const loaded = reachable('src/cli/main.ts')
    const heavy = [...loaded].filter((target) =>
      /^(@duckdb|@aws-sdk|@smithy|zod|yaml|chalk|string-width|picomatch|apache-arrow|vega|@clack)/.test(target),
    )
    expect(heavy).toEqual([])
  })

  it('what completes a command line reaches neither DuckDB, AWS nor zod: it runs at each Tab', () => {
    const entries = ['src/cli/completion/print.ts', 'src/config/written-names.ts', 'src/config/metric-catalog.ts']
    const loaded = entries.flatMap((file) => [...reachable(file)])
    expect(loaded).toContain('yaml')
    expect(loaded.filter((target) => /^(@duckdb|@aws-sdk|@smithy|zod|chalk|apache-arrow)/.test(target))).toEqual([])
  })
})

describe('size', () => {
  it('no source file is over 250 lines: one job each', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 251)
    expect(long.map(({ file }) => file)).toEqual([])
  })

  it('the median source file is under 80 lines', () => {
    const lengths = sources.map(({ text }) => text.split('\n').length).sort((a, b) => a - b)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(80)
  })

  it('no file or folder is named utils, helpers, common or manager', () => {
    expect(sources.map(({ file }) => file).filter((file) => /(util|helper|common|manager)s?[./]/i.test(file))).toEqual([])
  })
})

describe('types', () => {
  it('no cast, any or non-null assertion silences the compiler', () => {
    expect(sources.flatMap(silencers)).toEqual([])
  })

  it('no comment suppresses a check', () => {
    const suppressed = sources.filter(({ text }) => /@ts-(ignore|expect-error|nocheck)|biome-ignore/.test(text))
    expect(suppressed.map(({ file }) => file)).toEqual([])
  })
})

function silencers({ file, text }: Source): string[] {
  const found: string[] = []
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)
  const visit = (node: ts.Node): void => {
    const isCast = ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)
    if (isCast || ts.isNonNullExpression(node) || node.kind === ts.SyntaxKind.AnyKeyword) found.push(`${file}: ${node.getText()}`)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function readSource(name: string): Source {
  const file = `src/${name.replaceAll(path.sep, '/')}`
  const text = readFileSync(path.join(ROOT, file), 'utf8')
  const statics = [...text.matchAll(/^(import|export)( type)?[^'\n]*?(?:\{[^}]*\})?[^'\n]*?from '([^']+)'/gm)]
  const bare = [...text.matchAll(/^import '([^']+)'/gm)]
  const lazy = [...text.matchAll(/import\('([^']+)'\)/g)]
  const imports = [
    ...statics.map(([, , type, target = '']) => ({ target: resolve(file, target), isLazy: false, isType: type !== undefined })),
    ...bare.map(([, target = '']) => ({ target: resolve(file, target), isLazy: false, isType: false })),
    ...lazy.map(([, target = '']) => ({ target: resolve(file, target), isLazy: true, isType: false })),
  ]
  return { file, layer: layerOf(file), text, imports }
}

function resolve(file: string, target: string): string {
  return target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target).replace(/\.js$/, '.ts') : target
}

function layerOf(file: string): string {
  const [, layer = '', rest] = file.split('/')
  return rest === undefined ? '' : layer
}

function foreignImports(layer: string): string[] {
  return sources
    .filter((source) => source.layer === layer)
    .flatMap(({ file, imports }) =>
      imports.filter(({ target }) => !target.startsWith('src/')).map(({ target }) => `${file}: ${target}`),
    )
}

function reachable(start: string, seen = new Set<string>()): Set<string> {
  if (seen.has(start)) return seen
  seen.add(start)
  const source = sources.find(({ file }) => file === start)
  for (const { target, isLazy, isType } of source?.imports ?? []) {
    if (!isLazy && !isType) reachable(target, seen)
  }
  return seen
}
