import { expect, it } from 'vitest'
import { output } from '../../src/cli/output.js'

it.each([0, undefined])('a terminal that was never told its size, and says %s, is taken to have 80 columns', (columns) => {
  const stream: NodeJS.WriteStream = Object.create(process.stdout, { columns: { value: columns }, on: { value: () => stream } })
  expect(output(process, stream, () => {}).columns).toBe(80)
})
