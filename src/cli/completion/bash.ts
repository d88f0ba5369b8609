import type { Shell } from './shell.js'

export const bash: Shell = {
  words: (given) => joined(given).map(unquoted),
  // Bash replaces what stands after the last break of the word.
  line({ word }, given) {
    const last = given.at(-1) ?? ''
    const whole = joined(given).at(-1) ?? ''
    const kept = unquoted(whole.slice(0, whole.length - (BREAK.test(last) ? 0 : last.length)))
    const added = word.slice(kept.length)
    return /^['"]/.test(last) ? added : added.replaceAll(/[^\p{L}\p{N}_@%+,./:=-]/gu, '\\$&')
  },
  script: `# Completion of ctrain for bash: put this line into ~/.bashrc
#   source <(ctrain completion bash)
_ctrain() {
  local line tab=$'\\t'
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == "\${tab}files"* ]]; then
      compopt -o default 2>/dev/null
    elif [[ -n $line ]]; then
      [[ $line == *= ]] && compopt -o nospace 2>/dev/null
      COMPREPLY+=("$line")
    fi
  done < <("$1" __complete bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _ctrain ctrain
`,
}

/** What bash takes for words of their own. */
const BREAK = /^[=:@]+$/

function joined(given: readonly string[]): string[] {
  const words: string[] = []
  let mayJoin = false
  for (const word of given) {
    const isBreak = BREAK.test(word)
    if (words.length > 0 && (isBreak || mayJoin)) words.push(`${words.pop()}${word}`)
    else words.push(word)
    mayJoin = isBreak
  }
  return words
}

/** Quotes and backslashes are still there; the last quote may be open. */
function unquoted(word: string): string {
  return word.replaceAll(
    /\\(.)|'([^']*)'?|"([^"]*)"?/gs,
    (_, escaped = '', single = '', double = '') => escaped + single + double,
  )
}
