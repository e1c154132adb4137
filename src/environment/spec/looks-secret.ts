/** Names that say that their value is a secret. */
const NAME =
  /(?:^|_)(?:TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|API_?KEY|SECRET_KEY|ACCESS_KEY|PRIVATE_KEY)$/i;

/** What people write where a secret would stand, or that is none: a switch, a number, a path, a variable. */
const NO_SECRET =
  /^(?:|true|false|yes|no|on|off|none|null|\d{1,6}|[~.]?\/.*|\$.*|<.*>|.*(?:your|xxx|\.\.\.|…|change|example|placeholder|replace).*)$/i;

/** Beginnings that makers give their tokens, so that they are recognised when they leak; and private keys. */
const TOKEN =
  /^(?:hf_[A-Za-z0-9]{20}|gh[pousr]_[A-Za-z0-9]{20}|github_pat_|glpat-|sk-[A-Za-z0-9_-]{20}|xox[abpr]-|AKIA[0-9A-Z]{16}$|AIza[\w-]{30}|npm_[A-Za-z0-9]{30}|pypi-[\w-]{30}|eyJ[\w-]{15,}\.eyJ|-----BEGIN )/;

export function isSecretName(name: string): boolean {
  return NAME.test(name);
}

/** Whether a variable of this name and value is one that nobody else should read. */
export function looksSecret(name: string, value: string): boolean {
  return TOKEN.test(value) || (NAME.test(name) && !NO_SECRET.test(value));
}

/** `https://user:password@…`, `git+https://token@…`; `git@` and `ssh://user@` name nobody's secret. */
export function holdsCredentials(address: string): boolean {
  return /^(?:[^@]*@\s*)?[a-z+]*https?:\/\/[^/\s]*@/i.test(address);
}
