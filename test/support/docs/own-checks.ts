import { existsSync, readFileSync } from 'node:fs'
import { ROOT } from './blocks.js'
import { computeProblems, gmeanProblems, recordProblems, sumsProblems } from './check-code.js'
import {
  eventPatternProblems,
  filterPolicyProblems,
  signatureProblemsInJs,
  signatureProblemsInPython,
} from './check-notifications.js'
import { accessPolicyProblems, trustPolicyProblems } from './check-policies.js'
import type { Holder } from './holders.js'
import { hasPyarrow, hasPython } from './python.js'

interface OwnCheck extends Holder {
  readonly page: string
  /** A text that the block has, and no other one of the page. */
  readonly has: string
}

/** Examples in languages of others. */
export const OWN_CHECKS: readonly OwnCheck[] = [
  check('docs/config.md', '# yaml-language-server', 'names a file of the package', async ({ text }) => {
    const [, file = 'none'] = /\$schema=node_modules\/ctrain\/(\S+)/.exec(text) ?? []
    return existsSync(ROOT + file) ? [] : [`the package has no ${file}`]
  }),
  check('docs/baseline.md', 'recordBaseline(', 'stores a production score', recordProblems),
  check('docs/custom-metrics.md', 'finish:', 'is a metric', sumsProblems),
  check('docs/custom-metrics.md', 'compute(table)', 'is a metric', computeProblems),
  {
    ...check('docs/custom-metrics.md', 'pa.ipc', 'is a metric', gmeanProblems),
    lacks: hasPyarrow ? null : 'python3 with pyarrow',
  },
  check('docs/recipes/custom-metric-in-python.md', 'pa.ipc', 'stands in the program', async ({ text }) =>
    readFileSync(`${ROOT}docs/examples/profit.py`, 'utf8').includes(text) ? [] : ['docs/examples/profit.py has other lines'],
  ),
  check('docs/notifications.md', 'isFromCtrain', 'knows what ctrain has signed', signatureProblemsInJs),
  {
    ...check('docs/notifications.md', 'is_from_ctrain', 'knows what ctrain has signed', signatureProblemsInPython),
    lacks: hasPython ? null : 'python3',
  },
  check('docs/notifications.md', '["false"]', 'takes drift of real runs, and no test', filterPolicyProblems),
  check('docs/notifications.md', '"detail"', 'takes started trainings of real runs, and no test', eventPatternProblems),
  check('docs/recipes/cross-account.md', 's3:GetObject', 'allows what the config reads', accessPolicyProblems),
  check('docs/recipes/cross-account.md', 'sts:ExternalId', 'trusts as the config says', trustPolicyProblems),
]

function check(page: string, has: string, title: string, problems: Holder['problems']): OwnCheck {
  return { page, has, title, lacks: null, problems }
}
