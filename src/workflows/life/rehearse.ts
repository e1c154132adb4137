import { quoteWord, quoteWordOnLine } from '../../base/shell/escape.js';
import { type Engine, EngineError } from '../../engines/engine.js';
import type { EngineSearch } from '../../engines/find-engine.js';
import { createRecordingEngine, type RecordingEngine } from '../../engines/recording/create-recording-engine.js';
import type { Host } from '../../host/host.js';
import type { LifeWorld } from './world.js';

/**
 * The same world for `--dry-run`: what is there is seen as it is, what would be done is told as lines of a shell, and nothing is
 * touched. Where there is no engine, the lines are those for an empty Docker or Podman.
 */
export function rehearse(world: LifeWorld, print: (line: string) => void): LifeWorld {
  const onLine = (line: string): void => {
    if (/^(?:docker|podman) build /.test(line)) print('# CONTEXT: what torchdock export dockerfile -o CONTEXT writes');
    print(line);
  };
  return {
    ...world,
    isRehearsal: true,
    host: createDryHost(world.host, onLine),
    findEngine: async (host, wish): Promise<EngineSearch> => {
      const search = await world.findEngine(host, wish);
      if (search.kind === 'found') return { kind: 'found', engine: overlay(search.engine, onLine) };
      const kind = wish === 'auto' ? 'docker' : wish;
      onLine(`# There is no engine here: what follows is for an empty ${kind}.`);
      return { kind: 'found', engine: createRecordingEngine(kind, onLine) };
    },
  };
}

/** A host that tells what would be written, without what a secret says. */
function createDryHost(host: Host, onLine: (line: string) => void): Host {
  const told = new Set<string>();
  const tell = (verb: string, path: string): void => {
    if (!told.has(path)) onLine(`# ${verb} ${quoteWordOnLine(path)}`);
    told.add(path);
  };
  return {
    ...host,
    writeFile: (path) => tell('write', path),
    writePrivateFile: (path) => tell('write, for you alone:', path),
    createPrivateFile: (path) => {
      tell('write, for you alone:', path);
      return true;
    },
    makeDirectory: (path) => onLine(`mkdir -p ${quoteWordOnLine(path)}`),
    removeFile: (path) => {
      if (host.status(path)) tell('remove', path);
    },
  };
}

/** What the real engine has, as if the recorded commands had been run. */
function overlay(real: Engine, onLine: (line: string) => void): Engine {
  const recording: RecordingEngine = createRecordingEngine(real.description.kind, onLine);
  const gone = new Set<string>();
  const say = (...words: readonly string[]): void => onLine([real.description.kind, ...words].map(quoteWord).join(' '));
  const remove = (key: string, words: readonly string[]): void => {
    if (gone.has(key)) return;
    gone.add(key);
    say(...words);
  };
  const started = new Set<string>();
  const isReal = async (name: string): Promise<boolean> =>
    !gone.has(`container ${name}`) && (await real.findContainer(name)) !== undefined;
  return {
    ...recording,
    description: real.description,
    findImage: async (reference) =>
      (await recording.findImage(reference)) ??
      (gone.has(`image ${reference}`) ? undefined : real.findImage(reference)),
    listImages: async (labels) =>
      (await real.listImages(labels)).filter((reference) => !gone.has(`image ${reference}`)),
    removeImage: async (reference) => remove(`image ${reference}`, ['rmi', reference]),
    findContainer: async (name) =>
      (await recording.findContainer(name)) ?? ((await isReal(name)) ? real.findContainer(name) : undefined),
    listContainers: async (labels) =>
      (await real.listContainers(labels)).filter(({ name }) => !gone.has(`container ${name}`)),
    createContainer: async (request) => {
      if (await isReal(request.container.name))
        throw new EngineError('name-in-use', `the name ${request.container.name} is already in use`);
      await recording.createContainer(request);
    },
    startContainer: async (name) => {
      if (!(await isReal(name))) return recording.startContainer(name);
      if (!started.has(name)) say('start', name);
      started.add(name);
    },
    stopContainer: async (name, seconds) => {
      if (!(await isReal(name))) return recording.stopContainer(name, seconds);
      if ((await real.findContainer(name))?.status === 'running') say('stop', '--time', String(seconds), name);
    },
    removeContainer: async (name) => {
      if (!(await isReal(name))) return recording.removeContainer(name);
      remove(`container ${name}`, ['rm', '--force', '--volumes', name]);
    },
    listVolumes: async (labels) => (await real.listVolumes(labels)).filter(({ name }) => !gone.has(`volume ${name}`)),
    findVolume: async (name) =>
      (await recording.findVolume(name)) ?? (gone.has(`volume ${name}`) ? undefined : real.findVolume(name)),
    removeVolume: async (name) => remove(`volume ${name}`, ['volume', 'rm', name]),
    shellCommand: (...words) => real.shellCommand(...words),
    close: () => real.close(),
  };
}
