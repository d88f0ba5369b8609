import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import { executionLines } from '../../src/reporters/execution-lines.js'
import { executionTable } from '../../src/reporters/execution-table.js'

it('a training that failed without an error has no line of it', () => {
  const startDate = '2026-11-15T06:00:00.000Z'
  const failed = { status: 'FAILED', startDate, stopDate: '2026-11-15T06:00:05.000Z', error: '', cause: 'no memory' } as const
  const chalk = new Chalk({ level: 0 })
  expect(executionLines(failed, chalk)).toEqual([
    'training   FAILED after 5.0 s, at 2026-11-15 06:00Z',
    '           cause no memory',
  ])
  const listed = { ...failed, name: 'n', attempt: null }
  const listing = { model: 'm', stateMachine: 'arn', executions: [listed], now: new Date(startDate) }
  expect(executionTable(listing, chalk).at(-1)).toBe('  no memory')
})
