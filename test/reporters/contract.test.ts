import { FORMATS, type Format } from '../../src/reporters/index.js'
import { formatValue, printable } from '../../src/reporters/numbers.js'
import { type ReporterSetup, reporterContract } from '../contracts/reporter.js'
import { useDuckDb } from '../support/duckdb-query.js'
import { csvReader } from './readers/csv.js'
import { readEmf } from './readers/emf.js'
import { readGithub } from './readers/github.js'
import { readHtml } from './readers/html.js'
import { readJson } from './readers/json.js'
import { readJunit } from './readers/junit.js'
import { readMarkdown } from './readers/markdown.js'
import { readPrometheus } from './readers/prometheus.js'

const query = await useDuckDb()

const SETUPS: Readonly<Record<Format, ReporterSetup>> = {
  table: {
    golden: null,
    read: () => ({ models: null, slices: null, scores: null, errors: null }),
    shown: String,
    isForTerminals: true,
  },
  json: { golden: null, read: readJson, shown: String, text: String, isForTerminals: false, isVerbatim: true },
  markdown: { golden: 'report.md', read: readMarkdown, shown: formatValue, isForTerminals: false },
  junit: {
    golden: 'report.junit.xml',
    read: readJunit,
    shown: String,
    tellsSlice: ({ guard }) => guard !== null,
    isForTerminals: false,
  },
  prometheus: { golden: 'report.prom', read: readPrometheus, shown: String, isForTerminals: false },
  emf: {
    golden: 'report.emf.jsonl',
    read: readEmf,
    // What CloudWatch does not take is no metric.
    shown: (score) => (Math.abs(score) < 1e108 ? String(score) : null),
    isForTerminals: false,
  },
  github: { golden: 'report.github.txt', read: readGithub, shown: String, isForTerminals: false },
  html: { golden: null, read: readHtml, shown: () => null, isForTerminals: false },
  csv: { golden: 'report.csv', read: csvReader(query), shown: String, text: plain, isForTerminals: false, lineEnd: '\r\n' },
}

for (const format of FORMATS) reporterContract(format, SETUPS[format])

/** What a spreadsheet takes for no formula. */
function plain(text: string): string {
  return printable(text).replace(/^[=+\-@]/, "'$&")
}
