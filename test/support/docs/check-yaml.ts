import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { validateWorkflow } from '@action-validator/core'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { readAction } from '../github-runner.js'
import { temporaryFolder } from '../temporary-folder.js'
import { type Block, blocksOf, ROOT } from './blocks.js'
import { hasPyarrow, standInForPython } from './python.js'
import { runAt } from './world.js'
import { configsOf } from './yaml-examples.js'

/** What `ctrain validate` says against a YAML example, or GitHub against steps of a workflow. */
export async function yamlProblems({ file, text }: Block): Promise<string[]> {
  const configs = configsOf(text)
  if (configs === null) return stepProblems(text)
  // A whole config is read as it is written.
  const texts = text.startsWith('version:') ? [text] : configs.map((config) => stringify(config))
  const problems: string[] = []
  for (const each of texts) problems.push(...(await configProblems(each, file)))
  return problems
}

async function configProblems(text: string, page: string): Promise<string[]> {
  const folder = temporaryFolder('ctrain-yaml-')
  writePrograms(folder, page)
  const config = hasPyarrow ? text : text.replaceAll('python3', standInForPython(folder))
  writeFileSync(path.join(folder, 'ctrain.yaml'), config)
  const env = { SLACK_URL: 'https://hooks.example/T0/B0', MODEL_BUCKET: 'models' }
  const { code, out, err } = await runAt(folder, ['validate'], env)
  return code === 0 && err === '' ? [] : [out + err + text]
}

/** The plug-ins that a page shows, under the names that its configs give them. */
function writePrograms(folder: string, page: string): void {
  if (page === 'docs/recipes/custom-metric-in-python.md') cpSync(`${ROOT}docs/examples/profit.py`, path.join(folder, 'profit.py'))
  if (page !== 'docs/custom-metrics.md') return
  const shown = (language: string) => blocksOf(page).find((block) => block.language === language)?.text ?? ''
  mkdirSync(path.join(folder, 'metrics'))
  writeFileSync(path.join(folder, 'metrics/profit.mjs'), shown('js'))
  writeFileSync(path.join(folder, 'metrics/gmean.py'), shown('python'))
}

const Steps = z.array(z.looseObject({ uses: z.string().optional(), with: z.record(z.string(), z.unknown()).default({}) }))

function stepProblems(text: string): string[] {
  const steps = Steps.safeParse(parse(text))
  if (!steps.success)
    return ['it is neither a config, nor keys of one model, dataset or retrain section, nor steps of a workflow']
  const workflow = { on: 'push', jobs: { drift: { 'runs-on': 'ubuntu-latest', steps: parse(text) } } }
  const { inputs } = readAction(`${ROOT}action.yml`)
  const own = steps.data.filter(({ uses }) => uses?.includes('/ctrain@'))
  const unknown = own.flatMap((step) => Object.keys(step.with)).filter((name) => !Object.hasOwn(inputs, name))
  return [
    ...validateWorkflow(stringify(workflow)).errors.map((error) => JSON.stringify(error)),
    ...unknown.map((name) => `the action has no input ${name}`),
  ]
}
