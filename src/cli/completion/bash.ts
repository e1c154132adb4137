import { quoteForPosix } from './escape.js';
import type { CommandWords } from './words.js';
import { flagsOf } from './words.js';

/** A completion function for bash 3.2 and later; what matches no word of ours completes as a file. */
export function renderBash(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name);
  return `# torchdock completion for bash. Load it with: source <(torchdock completion bash)
_torchdock() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="" word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
      -*) ;;
      *) command="$word"; break ;;
    esac
  done
  local options="--help --version --no-color" choices=${quoteForPosix(names.join(' '))}
  case "$command" in
${commands.map(renderCase).join('\n')}
    help) options=""; choices=${quoteForPosix(names.join(' '))} ;;
  esac
  case "$command $previous" in
${commands.flatMap(renderValueCases).join('\n')}
  esac
  if [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
    return
  fi
  COMPREPLY=($(compgen -W "$choices" -- "$current"))
}
complete -o default -F _torchdock torchdock
`;
}

function renderCase({ name, options, choices }: CommandWords): string {
  const flags = options.flatMap(flagsOf).join(' ');
  return `    ${name}) options=${quoteForPosix(flags)}; choices=${quoteForPosix(choices.join(' '))} ;;`;
}

/** After an option that takes a value only its values are offered. */
function renderValueCases({ name, options }: CommandWords): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map((option) => {
      const pattern = flagsOf(option)
        .map((flag) => quoteForPosix(`${name} ${flag}`))
        .join('|');
      const reply = `COMPREPLY=($(compgen -W ${quoteForPosix(option.choices.join(' '))} -- "$current")); `;
      return `    ${pattern}) ${option.choices.length > 0 ? reply : ''}return ;;`;
    });
}
