import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { withFooter } from '../../src/datasets/with-footer.js'

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-footer-'))
const { signal } = new AbortController()
const FOOTER = { start: 90, bytes: Buffer.from('new') }

function source(bytes: number): string {
  const file = path.join(folder, `${bytes}.source`)
  writeFileSync(file, Buffer.alloc(bytes, 'x'))
  return file
}

describe('a file with another footer', () => {
  it('has the ranges before the footer at their places, and ends with it', async () => {
    const ranges = [
      { start: 10, end: 20 },
      { start: 80, end: 100 },
    ]
    const target = await withFooter(source(100), ranges, FOOTER, path.join(folder, 'whole'), signal)
    const zeros = (count: number) => '\0'.repeat(count)
    expect(readFileSync(target, 'utf8')).toBe(`${zeros(10)}${'x'.repeat(10)}${zeros(60)}${'x'.repeat(10)}new`)
  })

  it('is not made of a file that ends too soon: a hole may be read as wrong numbers', async () => {
    const made = withFooter(source(50), [{ start: 10, end: 80 }], FOOTER, path.join(folder, 'short'), signal)
    await expect(made).rejects.toMatchObject({ kind: 'filesystem', message: expect.stringContaining('50.source') })
  })
})
