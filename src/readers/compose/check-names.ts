import { composeFindings } from '../../findings/catalog/compose.js';
import type { Finding } from '../../findings/finding.js';
import type { ComposeMap, ComposeValue } from './compose-value.js';
import { itemsIn, mapIn, pairsIn, textIn, valueIn } from './compose-value.js';
import { BUILD_KEYS, DEPLOY_KEYS, RESOURCE_KEYS, SERVICE_KEYS, TOP_LEVEL_KEYS } from './known-keys.js';
import type { ComposeProject, ProjectService } from './load-project.js';
import { suggestName } from './suggest-name.js';

type Report = (finding: Finding) => void;

/** Keys at the top of a file that compose does not know. */
export function checkTopLevelKeys(root: ComposeMap, report: Report): void {
  checkKeys(root, TOP_LEVEL_KEYS, 'at the top of a compose file', report);
}

/** Keys of a service, its build and its deployment that compose does not know. */
export function checkServiceKeys(service: ProjectService, report: Report): void {
  const { name, value } = service;
  checkKeys(value, SERVICE_KEYS, `of the service ${name}`, report);
  checkKeys(mapIn(value, 'build'), BUILD_KEYS, `of build in ${name}`, report);
  checkKeys(mapIn(value, 'deploy'), DEPLOY_KEYS, `of deploy in ${name}`, report);
  checkKeys(mapIn(value, 'deploy', 'resources'), RESOURCE_KEYS, `of deploy.resources in ${name}`, report);
}

function checkKeys(map: ComposeMap | undefined, known: ReadonlySet<string>, where: string, report: Report): void {
  for (const { key, keyPlace } of map?.entries.values() ?? []) {
    if (known.has(key) || key.startsWith('x-')) continue;
    report(composeFindings.unknownKey({ key, where, suggestion: suggestName(key, known) }, keyPlace));
  }
}

/** Networks, secrets and configs that a service uses and no file defines. */
export function checkReferences(service: ProjectService, project: ComposeProject, report: Report): void {
  const { networks, secrets, configs } = project.definitions;
  const check = (
    section: string,
    kind: string,
    name: string,
    place: ComposeValue['place'],
    known: Iterable<string>,
  ) => {
    if (name.includes('$')) return;
    const suggestion = suggestName(name, known);
    report(composeFindings.undefinedName({ kind, name, suggestion, section }, place));
  };
  for (const { key, keyPlace } of pairsIn(service.value, 'networks'))
    if (key !== 'default' && !networks.has(key)) check('networks', 'network', key, keyPlace, networks.keys());
  for (const item of itemsIn(service.value, 'secrets')) {
    const name = nameOf(item);
    if (name && !secrets.has(name)) check('secrets', 'secret', name, item.place, secrets.keys());
  }
  for (const item of itemsIn(service.value, 'configs')) {
    const name = nameOf(item);
    if (name && !configs.has(name)) check('configs', 'config', name, item.place, configs.keys());
  }
}

function nameOf(item: ComposeValue): string | undefined {
  return item.kind === 'scalar' ? item.text : textIn(item, 'source');
}

/** True when a service says what it runs; an overlay does not, for the services of its base. */
export function standsAlone(service: ComposeMap): boolean {
  return ['image', 'build', 'provider'].some((key) => valueIn(service, key) !== undefined);
}
