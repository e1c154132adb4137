import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type RunResult, runTorchdock } from './run-torchdock.js';

/** The person to whom a project of the tests belongs: root runs torchdock, and the container never runs as root. */
export const PERSON = 1000;

/** Ports of this process alone, so that several can be at work: ten from here. */
export const OWN_PORTS = 20_000 + (process.pid % 1000) * 10;

/** A folder with a `torchdock.yaml`, as a person has it. */
export interface Project {
  readonly folder: string;
  write(path: string, text: string, mode?: number): void;
  /** Runs torchdock there. */
  run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<RunResult>;
  remove(): void;
}

export function makeProject(name: string, files: Readonly<Record<string, string>>): Project {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'torchdock-e2e-')));
  const folder = join(base, name);
  const own = (path: string): void => chownSync(path, PERSON, PERSON);
  mkdirSync(folder);
  for (const path of [base, folder]) own(path);
  const write: Project['write'] = (path, text, mode = 0o644) => {
    const full = join(folder, path);
    if (mkdirSync(dirname(full), { recursive: true })) own(dirname(full));
    writeFileSync(full, text, { mode });
    own(full);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    folder,
    write,
    run: (args, environment = {}) => runTorchdock(args, { cwd: folder, environment }),
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}
