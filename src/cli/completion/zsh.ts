import type { Shell } from './shell.js'

export const zsh: Shell = {
  words: (given) => given,
  line: ({ word, about }) => [word.replaceAll(/[\\:]/g, '\\$&'), ...(about === '' ? [] : [about])].join(':'),
  script: `#compdef ctrain
# Completion of ctrain for zsh: put this line into ~/.zshrc, after compinit
#   source <(ctrain completion zsh)
_ctrain() {
  local -a lines
  lines=("\${(@f)$("\${(Q)words[1]}" __complete zsh "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ $lines[1] == $'\\tfiles'* ]]; then
    [[ $lines[1] == *= ]] && compset -P '*='
    _files
  elif [[ $lines[1] == *= ]]; then
    _describe ctrain lines -S ''
  elif [[ -n $lines[1] ]]; then
    _describe -V ctrain lines
  fi
}
if [[ $funcstack[1] == _ctrain ]]; then _ctrain "$@"; else compdef _ctrain ctrain; fi
`,
}
