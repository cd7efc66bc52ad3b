import type { Shell } from './shells.ts';

/**
 * The scripts only ask `meshctl __complete` and show its answer: they know no command and never go stale. A backslash before
 * `$` and before a backquote belongs to the template here and is not in the script.
 */
const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: String.raw`# bash completion for meshctl
_meshctl() {
    local words=() word glue= i line value
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=\${COMP_WORDS[i]}
        # bash cuts --flag=value into three words.
        if [[ $word == "=" && \${#words[@]} -gt 0 ]]; then
            words[\${#words[@]} - 1]+="="
            glue=1
        elif [[ -n $glue ]]; then
            words[\${#words[@]} - 1]+=$word
            glue=
        else
            words+=("$word")
        fi
    done
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            :files) compopt -o default 2>/dev/null ;;
            :folders) compopt -o dirnames 2>/dev/null ;;
            :*) ;;
            --*=*)
                value=\${line%%$'\t'*}
                COMPREPLY+=("\${value#*=}")
                ;;
            *) COMPREPLY+=("\${line%%$'\t'*}") ;;
        esac
    done < <(meshctl __complete "\${words[@]}" 2>/dev/null)
}
complete -F _meshctl meshctl
`,
  zsh: String.raw`#compdef meshctl
_meshctl() {
    local line
    local -a candidates
    for line in "\${(@f)$(meshctl __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
        case $line in
            :files) _files ;;
            :folders) _files -/ ;;
            :*|'') ;;
            *) candidates+=("\${\${line%%$'\t'*}//:/\\:}:\${line#*$'\t'}") ;;
        esac
    done
    (( \${#candidates} )) && _describe meshctl candidates
}
# Works in a folder of fpath and when it is sourced.
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _meshctl "$@"
else
    compdef _meshctl meshctl
fi
`,
  fish: `# fish completion for meshctl
function __meshctl_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    for line in (meshctl __complete $words "$current" 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path "$current"
            case ':folders'
                __fish_complete_directories "$current"
            case ':*'
            case '*'
                echo $line
        end
    end
end
complete -c meshctl -f -a '(__meshctl_complete)'
`,
  powershell: String.raw`# PowerShell completion for meshctl
Register-ArgumentCompleter -Native -CommandName meshctl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -le $cursorPosition } | ForEach-Object { $_.ToString() })
    if ($wordToComplete -eq '') { $words += '""' }
    foreach ($line in (meshctl __complete @words 2>$null)) {
        if ($line -eq ':files' -or $line -eq ':folders') {
            [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
        } elseif (-not $line.StartsWith(':')) {
            $text, $about = $line -split "\`t", 2
            if (-not $about) { $about = $text }
            [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $about)
        }
    }
}
`,
};

/** The script that makes a shell complete meshctl's command lines. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell].replaceAll('\\$', '$').replaceAll('\\`', '`');
}
