import { baseNameOf } from '../../base/paths.js';
import type { LayerEffect } from '../../graph/node.js';
import type { EffectCommand } from '../effects.js';
import type { CommandLine } from '../word.js';

/** What `sed`, `echo` and the like write into the configuration of sshd. */
export function sshSettings({ line, output }: EffectCommand): readonly LayerEffect[] {
  const words = line.words.map(({ value }) => value.slice(0, 1000));
  if (![...words, output ?? ''].some((word) => word.includes('sshd_config'))) return [];
  return [
    ...(words.some((word) => lastValue(word, 'PermitRootLogin') === 'yes')
      ? [{ kind: 'allows-root-login' as const, place: line.place }]
      : []),
    ...(words.some((word) => lastValue(word, 'PasswordAuthentication') === 'yes')
      ? [{ kind: 'allows-password-login' as const, place: line.place }]
      : []),
  ];
}

/** Of `s/#PermitRootLogin prohibit-password/PermitRootLogin yes/` the part that is written, `yes`. */
function lastValue(text: string, name: string): string | undefined {
  const found = [...text.matchAll(new RegExp(`(#?\\s*)${name}\\s+([a-z-]+)`, 'gi'))].at(-1);
  return found && !found[1]?.startsWith('#') ? found[2]?.toLowerCase() : undefined;
}

/** `echo 'root:secret' | chpasswd` and `echo secret | passwd --stdin root`, where the password stands in the file. */
export function fixedPasswords(lines: readonly CommandLine[]): readonly LayerEffect[] {
  return lines.flatMap((line, at): LayerEffect[] => {
    const before = lines[at - 1];
    if (!before || !/^(?:echo|printf)$/.test(before.words[0]?.value ?? '')) return [];
    const [user, password = ''] = passwordOf(line, before) ?? [];
    const isOpen = password !== '' && !/[$`%]|\*{2}/.test(password);
    return user && isOpen ? [{ kind: 'sets-password', subject: user, place: before.place }] : [];
  });
}

function passwordOf({ words }: CommandLine, before: CommandLine): readonly [string, string?] | undefined {
  const program = baseNameOf(words[0]?.value ?? '');
  const args = words.slice(1).map(({ value }) => value);
  if (program === 'passwd' && args.includes('--stdin'))
    return [args.find((word) => !word.startsWith('-')) ?? 'root', before.words.at(-1)?.value ?? ''];
  if (program !== 'chpasswd') return undefined;
  const written = before.words.find(({ value }) => /^["']?[a-z_][\w.-]*:./i.test(value));
  return splitOnce(written?.value.replace(/^["']/, '') ?? '');
}

function splitOnce(text: string): [string, string?] {
  const at = text.indexOf(':');
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
