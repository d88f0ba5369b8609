// Runs ctrain with the inputs of the action, and hands its report on: to the summary of the job and to the outputs.
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { exit, tell } from './host.mjs'

/** GitHub shows no summary of a step that is over 1 MiB. */
const MAX_SUMMARY_BYTES = 1_000_000

/** Gravest first. A model that failed is graver than one that is suspected: nobody knows how it does. */
const VERDICTS = ['drifted', 'error', 'inconclusive', 'suspected', 'healthy']

const { env } = process
const folder = mkdtempSync(path.join(env.RUNNER_TEMP, 'ctrain-'))
const json = path.join(folder, 'report.json')
const markdown = path.join(folder, 'report.md')

const code = await run([...argumentsOf(env), '--report', `json=${json}`, '--report', `markdown=${markdown}`])
const verdicts = existsSync(json) ? verdictsOf(JSON.parse(readFileSync(json, 'utf8'))) : {}
if (env.INPUT_SUMMARY === 'true') appendFileSync(env.GITHUB_STEP_SUMMARY, summary())
output({
  verdict: VERDICTS.find((verdict) => Object.values(verdicts).includes(verdict)) ?? (existsSync(json) ? 'none' : 'error'),
  verdicts: JSON.stringify(verdicts),
  'exit-code': code,
  report: existsSync(json) ? json : '',
  markdown: existsSync(markdown) ? markdown : '',
})

function argumentsOf({ INPUT_COMMAND, INPUT_MODEL, INPUT_CONFIG, INPUT_DATE, INPUT_FAIL_ON_DRIFT, INPUT_ARGS }) {
  const models = lines(INPUT_MODEL)
  return [
    INPUT_COMMAND,
    ...(models.length > 0 ? models.map((model) => `--model=${model}`) : ['--all']),
    ...(INPUT_CONFIG ? [`--config=${INPUT_CONFIG}`] : []),
    ...(INPUT_DATE ? [`--date=${INPUT_DATE}`] : []),
    ...(INPUT_FAIL_ON_DRIFT === 'true' ? ['--fail-on-drift'] : []),
    ...lines(INPUT_ARGS),
  ]
}

function lines(text = '') {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** The exit code. A job that is cancelled signals this process alone, so the signal is handed on. */
async function run(argv) {
  const cwd = path.resolve(env.GITHUB_WORKSPACE, env.INPUT_WORKING_DIRECTORY || '.')
  const child = spawn(process.execPath, [env.CTRAIN_PROGRAM, ...argv], { cwd, stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  return await new Promise((resolve) => {
    child.on('error', (error) => exit(3, `ctrain can't be run in ${cwd}: ${error.message}`))
    child.on('close', (status, signal) => resolve(status ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}

function verdictsOf({ evaluations }) {
  return Object.fromEntries(
    evaluations.map(({ model, verdict, error }) => [model ?? '', verdict ?? (error === null ? 'none' : 'error')]),
  )
}

function summary() {
  if (!existsSync(markdown)) return `ctrain ended with exit code ${code} before there was a report; its log says why.\n`
  const text = readFileSync(markdown)
  if (text.length <= MAX_SUMMARY_BYTES) return `${text}\n`
  tell('warning', `the report is too long for the summary; all of it is in ${markdown}`)
  return `The report of ctrain is too long for this summary: see the file of the output \`markdown\`.\n`
}

function output(values) {
  const text = Object.entries(values).map(([name, value]) => `${name}=${value}\n`)
  appendFileSync(env.GITHUB_OUTPUT, text.join(''))
}
