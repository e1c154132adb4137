import type { ContainerFacts, EnvironmentVariable, SettingName } from '../../graph/node.js';
import { booleanOf, entriesOf, entryOf, textOf, valueAt } from '../../syntax/data/data-node.js';
import type { DevcontainerSource } from './devcontainer-source.js';
import { isPassedOn, keyPlaceIn, locatedText, oneOrMany } from './devcontainer-source.js';

type Setting = ContainerFacts['settings'][number];

/** Variables of the container, and those that only the editor's processes get. */
export function readDevcontainerEnvironment(devcontainer: DevcontainerSource): readonly EnvironmentVariable[] {
  return ['containerEnv', 'remoteEnv'].flatMap((key) =>
    entriesOf(valueAt(devcontainer.root, key)).flatMap((entry) => {
      const value = locatedText(devcontainer, entry.value)?.value;
      // Null takes a variable away.
      if (entry.key === '' || value === undefined) return [];
      const place = keyPlaceIn(devcontainer, entry);
      return [{ name: entry.key, ...(isPassedOn(value) ? {} : { value }), place }];
    }),
  );
}

/** User, folder, privileges and what the machine must have. */
export function readDevcontainerSettings(devcontainer: DevcontainerSource): readonly Setting[] {
  const { root } = devcontainer;
  const user = valueAt(root, 'containerUser') ? 'containerUser' : 'remoteUser';
  return [
    ...textSetting(devcontainer, user, 'user'),
    ...textSetting(devcontainer, 'workspaceFolder', 'workdir'),
    ...switchSetting(devcontainer, 'privileged', 'privileged'),
    ...switchSetting(devcontainer, 'init', 'init'),
    ...listSetting(devcontainer, 'capAdd', 'capabilityAdd'),
    ...listSetting(devcontainer, 'securityOpt', 'securityOption'),
    ...hostRequirements(devcontainer),
  ];
}

function textSetting(devcontainer: DevcontainerSource, key: string, name: SettingName): readonly Setting[] {
  const found = locatedText(devcontainer, valueAt(devcontainer.root, key));
  return found && found.value !== '' ? [{ name, ...found }] : [];
}

function switchSetting(devcontainer: DevcontainerSource, key: string, name: SettingName): readonly Setting[] {
  const entry = entryOf(devcontainer.root, key);
  const isOn = entry && booleanOf(entry.value) === true;
  return isOn ? [{ name, value: 'true', place: keyPlaceIn(devcontainer, entry) }] : [];
}

function listSetting(devcontainer: DevcontainerSource, key: string, name: SettingName): readonly Setting[] {
  return oneOrMany(valueAt(devcontainer.root, key)).flatMap((item) => {
    const found = locatedText(devcontainer, item);
    return found ? [{ name, ...found }] : [];
  });
}

function hostRequirements(devcontainer: DevcontainerSource): readonly Setting[] {
  return entriesOf(valueAt(devcontainer.root, 'hostRequirements')).flatMap((entry): readonly Setting[] => {
    const place = keyPlaceIn(devcontainer, entry);
    const parts = entriesOf(entry.value).map(({ key, value }) => `${key}=${textOf(value) ?? ''}`);
    const value = entry.value.kind === 'map' ? parts.join(',') : textOf(entry.value);
    return value === undefined ? [] : [{ name: 'hostRequirement', value: `${entry.key}=${value}`, place }];
  });
}
