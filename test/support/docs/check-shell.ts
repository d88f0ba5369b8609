import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { type Block, ROOT } from './blocks.js'
import { commandsOf } from './shell.js'
import type { DocsWorld } from './world.js'
import { inWorld } from './worlds.js'

/** Programs of others that examples call: their words are theirs to judge. */
const FOREIGN = ['aws', 'docker', 'jq', 'pip', 'sudo', 'journalctl']

/** Exit codes of command lines that are wrong or find nothing where the page says that it is. `<!-- exits with 2: WHY -->` above a block says otherwise. */
const WRONG = [2, 3, 70]

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')))

/** What is wrong with the commands of a shell example, each of which is run in the world of the documentation. */
export async function shellProblems({ text, language, comment }: Block): Promise<string[]> {
  const script = language === 'crontab' ? text.replaceAll(/^(?:\S+ ){4}\S+ {2}/gm, '') : text
  const commands = commandsOf(script)
  if (commands.length === 0) return ['no program is run in it']
  return await inWorld('a day', async (world) => {
    const problems: (string | null)[] = []
    const [, exit] = /^exits with (\d+):/.exec(comment ?? '') ?? []
    for (const command of commands) problems.push(await problemOf(command, world, exit))
    return problems.filter((problem) => problem !== null)
  })
}

async function problemOf([program = '', ...words]: readonly string[], world: DocsWorld, exit?: string): Promise<string | null> {
  if (program === 'npx') return await problemOf(words, world, exit)
  if (program === 'npm') return npmProblem(words)
  if (program !== 'ctrain') return foreignProblem(program, words)
  const { code, err } = await world.run(...(await named(words, world)))
  const isRight = exit === undefined ? !WRONG.includes(code) : Number(exit) === code
  return isRight ? null : `ctrain ${words.join(' ')}: exit code ${code}\n${err}`
}

/** Files of the repository that it is given must be there. */
function foreignProblem(program: string, words: readonly string[]): string | null {
  if (!FOREIGN.includes(program)) return `nobody knows the program ${program}`
  const absent = words.filter((word) => word.startsWith('docs/') && !existsSync(ROOT + word))
  return absent.length === 0 ? null : `${program} is given ${absent.join(', ')}, which is not in the repository`
}

/** With a real training where the example says `ARN`, and with files in the world's folder. */
async function named(words: readonly string[], world: DocsWorld): Promise<string[]> {
  const here = words.map((word) => word.replace(/^(\w+)=\/.*\/([\w.]+)$/, `$1=${world.folder}/$2`))
  if (!here.includes('ARN')) return here
  if (world.sfn.executions.length === 0) await world.run('retrain', '--model', 'churn')
  return here.map((word) => (word === 'ARN' ? (world.sfn.executions[0]?.arn ?? word) : word))
}

function npmProblem([command = '', name = '']: readonly string[]): string | null {
  if (['ci', 'install', 'test'].includes(command)) return null
  return command === 'run' && Object.hasOwn(scripts, name) ? null : `package.json has no script for npm ${command} ${name}`
}
