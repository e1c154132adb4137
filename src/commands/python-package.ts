import type { PackageFacts } from '../graph/node.js';
import type { Requirement } from '../syntax/requirement/parse-requirement.js';

/** Where a requirement is looked up and which optional group it stands in. */
export interface PackageSource {
  readonly indexUrl?: string;
  readonly extraIndexUrls?: readonly string[];
  readonly group?: string;
}

/** The package that a requirement names. An address needs no index. Passwords and tokens in addresses are left out. */
export function pythonPackage(requirement: Requirement, source: PackageSource = {}): PackageFacts {
  const { name, version, specifier, extras, reference, marker } = requirement;
  const { group } = source;
  const { indexUrl, extraIndexUrls = [] } = reference === undefined ? source : {};
  return {
    ecosystem: 'pip',
    name,
    ...(version === undefined ? {} : { version }),
    ...(specifier === undefined ? {} : { specifier }),
    ...(extras.length === 0 ? {} : { extras }),
    ...(indexUrl === undefined ? {} : { indexUrl: withoutCredentials(indexUrl) }),
    ...(extraIndexUrls.length === 0 ? {} : { extraIndexUrls: extraIndexUrls.map(withoutCredentials) }),
    ...(reference === undefined ? {} : { reference: withoutCredentials(reference) }),
    ...(marker === undefined ? {} : { marker }),
    ...(group === undefined ? {} : { group }),
  };
}

/** `https://user:token@host/simple` → `https://***@host/simple`; an account of SSH (`git@`) is no secret and stays. */
export function withoutCredentials(address: string): string {
  const at = credentialsEnd(address);
  return at === undefined ? address : `${address.slice(0, address.indexOf('://') + 3)}***${address.slice(at)}`;
}

/** True when an address holds a password or a token as such, not as a variable. */
export function hasCredentials(address: string): boolean {
  const at = credentialsEnd(address);
  return at !== undefined && !address.slice(0, at).includes('$');
}

function credentialsEnd(address: string): number | undefined {
  const scheme = address.indexOf('://');
  if (scheme < 0) return undefined;
  const slash = address.indexOf('/', scheme + 3);
  const at = address.slice(0, slash < 0 ? address.length : slash).lastIndexOf('@');
  if (at < scheme) return undefined;
  const isAccountOnly = address.slice(0, scheme).endsWith('ssh') && !address.slice(scheme + 3, at).includes(':');
  return isAccountOnly ? undefined : at;
}
