import type { CommandWord } from '../word.js';

/** Commands that do their work and end, or only wait. */
export const NO_SERVICE = new Set(
  `: . [ [[ alias apt apt-get awk basename break cat cd chgrp chmod chown cp curl cut date declare df dirname du echo
  eval exit export false find free git grep head hostname id ip kill let ln local ls mkdir mktemp mount mv nvidia-smi
  pgrep pip pip3 pkill printenv printf ps pwd read readonly return rm rmdir sed seq set shift shopt sleep sort source
  ssh-keygen stat stty tail tee test touch tr trap true type ulimit umask uname unset useradd usermod wait wget which
  whoami xargs yes chpasswd nvcc passwd`.split(/\s+/),
);

/** What can be the name of a program: `[jupyter,` of a broken exec form and `--option` cannot. */
export function isProgram(value: string): boolean {
  return value === '[' || /^[^-\s[\]{}()<>"'`$|&;,][^\s[\]{}()<>"'`$|&;]*$/.test(value);
}

/** `/usr/bin/python3` → `python3`, `C:\\Python\\python.exe` → `python`. */
export function programName(value: string): string {
  return value.slice(Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\')) + 1).replace(/\.exe$/i, '');
}

/** `service ssh start`, `/etc/init.d/ssh start`, `systemctl start sshd`. */
export function initService(path: string, program: string, args: readonly CommandWord[]): string | undefined {
  const words = args.map(({ value }) => value).filter((value) => !value.startsWith('-'));
  const isInit = /(?:^|\/)(?:rc|init)\.d\//.test(path);
  const [name, action] = program === 'systemctl' ? [words[1], words[0]] : isInit ? [program, words[0]] : words;
  if (program !== 'systemctl' && program !== 'service' && program !== 'rc-service' && !isInit) return undefined;
  if (!/^(?:start|restart|reload-or-restart)$/.test(action ?? '')) return undefined;
  const daemon = name?.replace(/\.service$/, '');
  return daemon === 'ssh' ? 'sshd' : daemon;
}
