import type { Block } from './blocks.js'
import { outputProblems } from './check-output.js'
import { shellProblems } from './check-shell.js'
import { yamlProblems } from './check-yaml.js'
import { parseMarker } from './marker.js'
import { OWN_CHECKS } from './own-checks.js'
import { hasBash } from './shell.js'

/** What holds a block to the truth. */
export interface Holder {
  readonly title: string
  /** Why it can't be checked on this machine; null = it can. */
  readonly lacks: string | null
  /** What is not as the page says. */
  readonly problems: (block: Block) => Promise<readonly string[]>
}

/** Who holds this block; null = nobody does. */
export function holderOf(block: Block): Holder | null {
  const { language, comment } = block
  if (comment !== null && parseMarker(comment) !== null)
    return { title: `is the ${comment}`, lacks: null, problems: outputProblems }
  const own = OWN_CHECKS.find(({ page, has }) => block.file === page && block.text.includes(has))
  if (own !== undefined) return own
  if (['sh', 'bash', 'crontab'].includes(language)) return hasBash ? SHELL : { ...SHELL, lacks: 'bash 4 or later' }
  return language === 'yaml' ? YAML : null
}

const SHELL: Holder = { title: 'runs', lacks: null, problems: shellProblems }

const YAML: Holder = { title: 'is valid', lacks: null, problems: yamlProblems }

/** What to do about a block that nobody holds. */
export const UNHELD = `no test holds this code block. Give it a language whose examples run (sh, crontab, yaml), or above it a
comment that says what prints it, <!-- output: ARGS --> (see test/support/docs/marker.ts), and run npm run docs;
else write a check in test/support/docs/own-checks.ts`
