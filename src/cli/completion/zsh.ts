import { escapeZshDescription, quoteForPosix } from './escape.js';
import type { CommandWords, OptionWords } from './words.js';

/** A completion function for zsh, by `_arguments`. */
export function renderZsh(commands: readonly CommandWords[]): string {
  const rows = commands.map(({ name, summary }) => `    ${quoteForPosix(`${name}:${summary.replaceAll(':', '\\:')}`)}`);
  return `#compdef torchdock
# torchdock completion for zsh. Load it with: torchdock completion zsh > "\${fpath[1]}/_torchdock"
_torchdock() {
  local -a commands
  commands=(
${rows.join('\n')}
    'help:Show the help of a command'
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    _arguments '--help[Help]' '--version[The version]' '--no-color[No colours]'
    return
  fi
  local command="\${words[2]}"
  shift words
  (( CURRENT-- ))
  case "$command" in
${commands.map(renderCase).join('\n')}
    help) _describe 'command' commands ;;
  esac
}
if [[ "\${funcstack[1]}" == "_torchdock" ]]; then
  _torchdock "$@"
else
  compdef _torchdock torchdock
fi
`;
}

function renderCase({ name, options, choices, takesFiles }: CommandWords): string {
  const specs = options.flatMap(renderOption);
  const positional = [
    ...(choices.length > 0 ? [`1:word:(${choices.join(' ')})`] : []),
    ...(takesFiles ? ['*:file:_files'] : []),
  ];
  return `    ${name}) _arguments ${[...specs, ...positional].map(quoteForPosix).join(' ')} ;;`;
}

function renderOption({ long, short, description, takesValue, takesFile, choices }: OptionWords): string[] {
  const action =
    choices.length > 0 ? `:value:(${choices.join(' ')})` : takesValue ? `:value:${takesFile ? '_files' : ' '}` : '';
  const text = `[${escapeZshDescription(description)}]${action}`;
  return [`*${long}${takesValue ? '=' : ''}${text}`, ...(short === undefined ? [] : [`*${short}${text}`])];
}
