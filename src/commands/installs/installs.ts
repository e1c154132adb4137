import type { Place } from '../../base/text.js';
import type { PackageEntry } from '../../graph/package-nodes.js';

/** What a command line installs. */
export interface Installs {
  readonly packages: readonly InstalledPackage[];
  /** Files that list more: `-r requirements.txt`, `conda env create -f environment.yml`, `uv sync`. */
  readonly manifests: readonly InstalledManifest[];
  /** Index that `pip config set global.index-url` gives to every later command. */
  readonly configuredIndexUrl?: string;
}

export interface InstalledPackage extends PackageEntry {
  readonly manager: PackageManager;
  /** As written: `torch==2.7.1`. */
  readonly text: string;
}

export interface InstalledManifest {
  /** As the command names it. */
  readonly path: string;
  readonly manager: PackageManager;
  readonly text: string;
  readonly place: Place;
}

export type PackageManager = 'apt' | 'apk' | 'dnf' | 'pip' | 'uv' | 'poetry' | 'conda' | 'npm';

export const NO_INSTALLS: Installs = { packages: [], manifests: [] };

/** Value of an environment variable that the command sees. */
export type Variable = (name: string) => string | undefined;
