import { baseNameOf } from '../../base/paths.js';
import type { CommandLine, CommandWord } from '../word.js';
import { findOption, portOf } from './options.js';
import { placeOfWords } from './place-of-words.js';
import type { StartContext, StartedScript, StartedService } from './started.js';

export function scriptAt(word: CommandWord, args: readonly CommandWord[]): StartedScript {
  return { path: word.value, label: word.value, arguments: args.map(({ value }) => value), place: word.place };
}

export function httpServer(line: CommandLine, args: readonly CommandWord[]): StartedService {
  const given = args.find(({ value }) => /^\d{1,5}$/.test(value));
  const port = given
    ? ({ value: Number(given.value), from: 'argument' } as const)
    : ({ value: 8000, from: 'default' } as const);
  return { role: 'web', program: 'http.server', words: line.words, place: placeOfWords(line), port };
}

const TRAINS = /train|finetun|fine[-_]tun/i;
const DOES_NOT_TRAIN =
  /(?:^|[^a-z])(?:eval|evaluate|infer|inference|generate|predict|serve|server|api|app|test|export|benchmark)(?:[^a-z]|$)/i;

/** Options by which scripts take the port that they serve on. */
const PORT_OPTIONS = ['--port', '--server-port', '--server_port', '--http-port', '--listen-port'];

/** A launcher of many processes is there for training; a plain Python script is when its name says so. */
export function processService(
  line: CommandLine,
  launcher: NonNullable<StartedService['launcher']>,
  script: StartedScript | undefined,
  { isForTraining = false }: StartContext = {},
): StartedService {
  const name = script ? baseNameOf(script.label) : '';
  const isExpected = isForTraining || launcher.name !== 'python';
  const isTraining = TRAINS.test(name) || (isExpected && !DOES_NOT_TRAIN.test(name));
  // In training it is the port of the rendezvous.
  const given = isTraining ? undefined : findOption(line.words, PORT_OPTIONS);
  const port = given && portOf(given.value);
  return {
    role: isTraining ? 'training' : 'other',
    program: launcher.name,
    words: line.words,
    place: placeOfWords(line),
    launcher,
    ...(port === undefined ? {} : { port: { value: port, from: 'argument' } }),
    ...(script ? { script } : {}),
  };
}

/** `srun torchrun …`: the inner launcher is the one that counts; what it does not say, the outer one does. */
export function underLauncher(
  service: StartedService,
  outer: NonNullable<StartedService['launcher']>,
  line: CommandLine,
): StartedService {
  const inner = service.launcher;
  if (!inner) return service;
  if (inner.name === 'python') return processService(line, outer, service.script);
  return {
    ...service,
    place: placeOfWords(line),
    launcher: { ...('nodes' in outer ? { nodes: outer.nodes } : {}), ...inner },
  };
}
