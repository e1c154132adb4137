import { quoteForFish } from './escape.js';
import type { CommandWords, OptionWords } from './words.js';

/** Completion rules for fish, one a line. */
export function renderFish(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name);
  return `# torchdock completion for fish. Load it with: torchdock completion fish | source
complete -c torchdock -f
complete -c torchdock -n __fish_use_subcommand -l version -d 'The version'
complete -c torchdock -n __fish_use_subcommand -l help -s h -d 'Help'
${commands.map(({ name, summary }) => `complete -c torchdock -n __fish_use_subcommand -a ${name} -d ${quoteForFish(summary)}`).join('\n')}
complete -c torchdock -n __fish_use_subcommand -a help -d 'Show the help of a command'
complete -c torchdock -n '__fish_seen_subcommand_from help' -a ${quoteForFish(names.join(' '))}
${commands.flatMap(renderRules).join('\n')}
`;
}

function renderRules({ name, options, choices, takesFiles }: CommandWords): string[] {
  const rule = `complete -c torchdock -n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...(choices.length > 0 ? [`${rule} -a ${quoteForFish(choices.join(' '))}`] : []),
    ...(takesFiles ? [`${rule} -F`] : []),
    ...options.map((option) => `${rule} ${renderOption(option)}`),
  ];
}

function renderOption({ long, short, description, takesValue, takesFile, choices }: OptionWords): string {
  const parts = [`-l ${long.slice(2)}`];
  if (short !== undefined) parts.push(`-s ${short.slice(1)}`);
  if (choices.length > 0) parts.push(`-x -a ${quoteForFish(choices.join(' '))}`);
  else if (takesValue) parts.push(takesFile ? '-r -F' : '-x');
  return [...parts, `-d ${quoteForFish(description)}`].join(' ');
}
