import { type Check, makeCheck } from '../check.js';
import type { InsideFacts } from '../inside-facts.js';
import type { SshSeen } from '../measured.js';
import type { SshAnswer } from '../ssh-answers.js';

/** Whether SSH takes the person's key and nothing else. */
export function judgeSsh(seen: SshSeen, inside: InsideFacts | undefined): readonly Check[] {
  const settings = inside?.sshd ?? new Map<string, string>();
  return [
    makeCheck('ssh-banner', {
      expected: 'SSH-2.0',
      measured: seen.banner ?? 'no answer',
      ok: seen.banner?.startsWith('SSH-2.0') ?? false,
    }),
    judgeMethods(seen, settings),
    judgeRoot(seen, settings),
    judgeLogin(seen),
  ];
}

function judgeMethods({ withoutKey }: SshSeen, settings: ReadonlyMap<string, string>): Check {
  const make = (measured: string, ok: boolean | null): Check =>
    makeCheck('ssh-methods', { expected: 'publickey only', measured, ok });
  if (withoutKey?.kind === 'let-in') return make('it lets in who has no key', false);
  if (withoutKey?.kind === 'refused') {
    const { methods } = withoutKey;
    return make(methods.join(', ') || 'nothing', methods.length === 1 && methods[0] === 'publickey');
  }
  const password = settings.get('passwordauthentication');
  const keyboard = settings.get('kbdinteractiveauthentication');
  if (password === undefined || keyboard === undefined) return make(withoutKey?.reason ?? 'it was not tried', null);
  const isOff = password === 'no' && keyboard === 'no';
  return make(`passwords ${password}, keyboard ${keyboard} (sshd -T: ${withoutKey?.reason ?? 'no ssh here'})`, isOff);
}

/** A login that is refused shows it best; without a key to try there are the settings. */
function judgeRoot({ asRoot, noKey }: SshSeen, settings: ReadonlyMap<string, string>): Check {
  const make = (measured: string, ok: boolean | null): Check =>
    makeCheck('ssh-root', { expected: 'refused', measured, ok });
  if (asRoot?.kind === 'let-in') return make('root is let in', false);
  const setting = settings.get('permitrootlogin');
  const told = setting === undefined ? '' : `permitrootlogin ${setting}`;
  if (setting !== undefined && setting !== 'no') return make(told, false);
  if (asRoot?.kind === 'refused') return make(told === '' ? 'refused' : `refused; ${told}`, true);
  const reason = asRoot?.reason ?? noKey;
  return setting === undefined ? make(reason, null) : make(`${told} (sshd -T; ${reason})`, true);
}

function judgeLogin({ asUser, noKey }: SshSeen): Check {
  const words: Readonly<Record<SshAnswer['kind'], string>> = { 'let-in': 'let in', refused: 'refused', unclear: '' };
  return makeCheck('ssh-login', {
    expected: 'let in',
    measured: asUser === undefined ? noKey : asUser.kind === 'unclear' ? asUser.reason : words[asUser.kind],
    ok: asUser === undefined ? null : asUser.kind === 'let-in',
  });
}
