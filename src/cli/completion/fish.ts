import type { Shell } from './shell.js'

export const fish: Shell = {
  words: (given) => given,
  line: ({ word, about }) => [word, ...(about === '' ? [] : [about])].join('\t'),
  script: `# Completion of ctrain for fish: put this line into ~/.config/fish/config.fish
#   ctrain completion fish | source
function __ctrain_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] __complete fish $words[2..-1] "$current" 2>/dev/null)
        set -l before (string replace -rf '^\\tfiles' '' -- $line)
        if test $status -ne 0
            printf '%s\\n' $line
        else
            for file in (__fish_complete_path (string replace -- "$before" '' "$current"))
                printf '%s%s\\n' "$before" $file
            end
        end
    end
end
complete -c ctrain -e
complete -c ctrain -f -a '(__ctrain_complete)'
`,
}
