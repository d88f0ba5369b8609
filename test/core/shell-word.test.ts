import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { shellWord } from '../../src/core/shell-word.js'

it('is one word that a shell reads back, whatever the text', () => {
  const texts = ['churn', 'a/b.yaml', "it's", 'two words', '$HOME', '`id`', 'a"b', '*', '', '-x', '\\', '#x', "'"]
  const script = `printf '%s\\n' ${texts.map(shellWord).join(' ')}`
  expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`${texts.join('\n')}\n`)
  expect([shellWord('churn'), shellWord('two words')]).toEqual(['churn', "'two words'"])
})
