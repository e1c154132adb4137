import type { Place } from '../../base/text.js';
import type { ContainerFacts, SettingName } from '../../graph/node.js';
import type { ComposeMap, ComposeValue } from './compose-value.js';
import { entriesIn, isTrueIn, itemsIn, pairsIn, scalarIn, textIn, textsIn, valueIn } from './compose-value.js';

type Setting = ContainerFacts['settings'][number];

/** Keys whose one value is the setting. */
const TEXTS: Readonly<Record<string, SettingName>> = {
  user: 'user',
  working_dir: 'workdir',
  network_mode: 'network',
  ipc: 'ipc',
  pid: 'pid',
  restart: 'restart',
  runtime: 'runtime',
  hostname: 'hostname',
  platform: 'platform',
};

/** Keys that switch something on. */
const SWITCHES: Readonly<Record<string, SettingName>> = {
  privileged: 'privileged',
  read_only: 'readOnly',
  init: 'init',
  stdin_open: 'interactive',
  tty: 'interactive',
};

/** Keys with one or many values, each a setting. */
const LISTS: Readonly<Record<string, SettingName>> = {
  security_opt: 'securityOption',
  cap_add: 'capabilityAdd',
  profiles: 'profile',
};

/** Everything else that a service says of its container, in the words of the graph. */
export function readServiceSettings(service: ComposeMap): readonly Setting[] {
  const settings: Setting[] = [];
  const add = (name: SettingName, value: string, place: Place): void => void settings.push({ name, value, place });
  for (const [key, name] of Object.entries(TEXTS)) {
    const found = scalarIn(service, key);
    if (found && found.text !== '') add(name, found.text, found.place);
  }
  for (const [key, name] of Object.entries(SWITCHES)) {
    const found = scalarIn(service, key);
    const isKnown = settings.some((setting) => setting.name === name);
    if (found && isTrueIn(service, key) && !isKnown) add(name, 'true', found.place);
  }
  for (const [key, name] of Object.entries(LISTS)) {
    for (const found of textsIn(service, key)) add(name, found.text, found.place);
  }
  return [...settings, ...readNested(service)];
}

function readNested(service: ComposeMap): readonly Setting[] {
  const restart = scalarIn(service, 'deploy', 'restart_policy', 'condition');
  return [
    ...pairsIn(service, 'networks').map(({ key, keyPlace }) => setting('network', key, keyPlace)),
    ...itemsIn(service, 'devices').map((item) => setting('device', deviceText(item), item.place)),
    ...entriesIn(service, 'ulimits').map(({ key, keyPlace, value }) =>
      setting('ulimit', `${key}=${limitText(value)}`, keyPlace),
    ),
    ...itemsIn(service, 'env_file').flatMap((item) => {
      const path = item.kind === 'scalar' ? item.text : textIn(item, 'path');
      return path ? [setting('envFile', path, item.place)] : [];
    }),
    ...itemsIn(service, 'secrets').flatMap((item) => {
      const name = item.kind === 'scalar' ? item.text : textIn(item, 'source');
      return name ? [setting('secret', name, item.place)] : [];
    }),
    ...(restart && !valueIn(service, 'restart') ? [setting('restart', restart.text, restart.place)] : []),
    ...readHealthcheck(service),
  ];
}

/** The command that tells whether the container is healthy, or `none`. */
function readHealthcheck(service: ComposeMap): readonly Setting[] {
  const healthcheck = valueIn(service, 'healthcheck');
  if (!healthcheck) return [];
  if (isTrueIn(healthcheck, 'disable')) return [setting('healthcheck', 'none', healthcheck.place)];
  const test = valueIn(healthcheck, 'test');
  if (!test) return [];
  const [kind, ...words] = textsIn(test).map(({ text }) => text);
  if (test.kind === 'scalar') return [setting('healthcheck', test.text, test.place)];
  return [setting('healthcheck', kind === 'NONE' ? 'none' : words.join(' '), test.place)];
}

/** `source:target:permissions`, as in the short form. */
function deviceText(item: ComposeValue): string {
  if (item.kind === 'scalar') return item.text;
  const parts = ['source', 'target', 'permissions'].map((key) => textIn(item, key));
  return parts.filter((part) => part !== undefined).join(':');
}

function limitText(value: ComposeValue): string {
  if (value.kind === 'scalar') return value.text;
  return [textIn(value, 'soft'), textIn(value, 'hard')].filter((part) => part !== undefined).join(':');
}

function setting(name: SettingName, value: string, place: Place): Setting {
  return { name, value, place };
}
