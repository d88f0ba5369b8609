import { z } from 'zod'
import type { Inspection } from '../core/inspection.js'
import { inspect } from '../pipeline/inspect/inspect.js'
import { PLAIN } from '../reporters/index.js'
import { inspectionTable } from '../reporters/inspection/table.js'
import type { ExitCode } from './exit-codes.js'
import { inspectOptions, SourceFlags } from './flags.js'
import type { Io } from './io.js'
import { printJson, withFailedJson } from './json-output.js'

const Flags = SourceFlags.extend({
  args: z.array(z.string()),
  allColumns: z.boolean().default(false),
  format: z.enum(['table', 'json']),
})

/** Columns that a table shows, at most, unless all are asked for. */
const MOST_COLUMNS = 60

/** Looks into data and prints what is there. */
export async function printInspection(given: unknown, io: Io): Promise<ExitCode> {
  const { args, format, allColumns, ...flags } = Flags.parse(given)
  const work = async (): Promise<ExitCode> => {
    const inspection = await inspect(inspectOptions(flags, args, io.cwd), io)
    if (format === 'json') printJson({ inspection, error: null }, io)
    else print(inspection, allColumns ? Number.POSITIVE_INFINITY : MOST_COLUMNS, io)
    return 0
  }
  return await withFailedJson(format, { inspection: null }, work, io)
}

function print(inspection: Inspection, most: number, { stdout }: Io): void {
  const { isAscii, isTerminal, columns } = stdout
  const width = Math.max(NARROWEST, isTerminal ? columns : PLAIN.width)
  stdout.write(inspectionTable(inspection, most, { width, isAscii }))
}

const NARROWEST = 50
