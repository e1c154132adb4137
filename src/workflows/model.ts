import { baseNameOf, joinPath, relativePath } from '../base/paths.js';
import { closestWord } from '../base/suggest.js';
import { createSourceText, fileStart, placeOf, type SourceText } from '../base/text.js';
import { modelFindings } from '../findings/catalog/model.js';
import type { Finding } from '../findings/finding.js';
import { type Host, HostError } from '../host/host.js';
import { isModelFileName } from '../models/files/model-file-names.js';
import { chooseModels, type FoundModel, findModels } from '../models/find-models.js';
import type { Model } from '../models/model.js';
import type { Listener } from '../models/torch/dataflow.js';
import { isModule } from '../models/torch/module-state.js';
import { createTorchNatives } from '../models/torch/natives.js';
import { createInterpreter } from '../python/create-interpreter.js';
import type { Interpreter, Outcome } from '../python/interpreter.js';
import { isKind } from '../python/values/make.js';
import type { Instance, Module, Value } from '../python/values/value.js';
import { followModel } from './model/follow-model.js';
import { LARGEST_SOURCE_BYTES, type ListedModel, listModels } from './model/list-models.js';
import { type InputShape, readInputShape } from './model/make-inputs.js';
import { openSources } from './model/open-sources.js';
import { readFileModel } from './model/read-file-model.js';
import type { Refused } from './sources/refused.js';

export interface ModelRequest {
  /** `FILE:EXPRESSION`, `FILE` or a folder, from `base`. */
  readonly target: string;
  /** As `--input` has them. */
  readonly inputs?: readonly string[];
  readonly sitePackages?: string | undefined;
  /** Folder that the target is named from; the working directory when absent. */
  readonly base?: string;
}

export type { ListedModel };

export type ModelResult =
  | {
      readonly kind: 'model';
      readonly model: Model;
      readonly sources: readonly SourceText[];
      readonly findings: readonly Finding[];
      /** What was taken without being asked for, in sentences. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'list'; readonly models: readonly ListedModel[] }
  | Refused;

/**
 * From `FILE:EXPRESSION` to a model, with nothing executed:
 *
 *     target → file → interpreter with torch natives → module → expression → instance → tree, flow → Model
 */
export async function readModel(host: Host, request: ModelRequest): Promise<ModelResult> {
  const { file, expression } = splitTarget(host, request);
  const full = joinPath(host.workingDirectory, file);
  const status = host.status(full);
  if (!status) throw new HostError(full, 'ENOENT', `${file} does not exist`);
  // 1. A folder is listed, a model file is read as such.
  if (status.kind === 'directory') return listFolder(host, file);
  if (isModelFileName(file) && expression === undefined) return readFileModel(host, file);
  // 2. What was asked for, or the one model that is there.
  const text = new TextDecoder().decode(host.readFile(full, LARGEST_SOURCE_BYTES));
  const source = createSourceText(file, text);
  const inputs: InputShape[] = [];
  for (const given of request.inputs ?? []) {
    const shape = readInputShape(given);
    if (typeof shape === 'string') return refuse([source], modelFindings.badInput({ text: given, reason: shape }));
    inputs.push(shape);
  }
  const found = findModels(source);
  const chosen = chooseModels(found);
  const [only, ...others] = chosen;
  if (expression === undefined && !only)
    return refuse([source], modelFindings.noModel({ path: file }, fileStart(file)));
  if (expression === undefined && others.length > 0)
    return { kind: 'list', models: chosen.map((model) => ({ ...model, path: file })) };
  // 3. Evaluated in the scope of the file.
  return evaluateModel(host, { file, source, found, inputs, expression: expression ?? only?.name ?? '', request });
}

/** The shortest beginning before a colon that is a file: expressions may hold colons, and so may names of files. */
function splitTarget(
  host: Host,
  { target, base }: ModelRequest,
): { readonly file: string; readonly expression?: string } {
  const name = (path: string): string =>
    relativePath(host.workingDirectory, joinPath(base ?? host.workingDirectory, path)) || '.';
  if (host.status(joinPath(host.workingDirectory, name(target)))) return { file: name(target) };
  for (let at = target.indexOf(':', 1); at > 0; at = target.indexOf(':', at + 1)) {
    const file = name(target.slice(0, at));
    const expression = target.slice(at + 1).trim();
    if (host.status(joinPath(host.workingDirectory, file))?.kind === 'file' && expression !== '')
      return { file, expression };
  }
  return { file: name(target.split(':')[0] ?? target) };
}

function listFolder(host: Host, folder: string): ModelResult {
  const { models, findings } = listModels(host, folder);
  if (models.length > 0) return { kind: 'list', models };
  return { kind: 'refused', findings: [modelFindings.noModel({ path: folder }), ...findings], sources: [] };
}

interface Evaluation {
  readonly file: string;
  readonly source: SourceText;
  readonly found: readonly FoundModel[];
  readonly inputs: readonly InputShape[];
  readonly expression: string;
  readonly request: ModelRequest;
}

function evaluateModel(host: Host, evaluation: Evaluation): ModelResult {
  const { file, source, expression, inputs, request } = evaluation;
  const opened = openSources(host, file, request.sitePackages);
  const listener: Listener = { recorder: undefined };
  const natives = createTorchNatives({ listener });
  const interpreter = createInterpreter({
    sources: opened.provider,
    roots: opened.roots,
    libraries: opened.libraries,
    natives,
  });
  const { module, ended } = interpreter.runFile(file, { name: opened.name });
  const make = (): Outcome => makeInstance(interpreter, module, expression);
  const outcome = make();
  const sources = [source, ...opened.texts().filter(({ path }) => path !== file)];
  const instance = outcome.kind === 'value' && isModule(outcome.value) ? outcome.value : undefined;
  // Where the file itself came to no end, that is why a name is not there.
  const isCut = ended !== undefined && outcome.kind === 'ended' && /NameError/.test(outcome.problem.reason);
  const told: Outcome = isCut ? { kind: 'ended', problem: ended } : outcome;
  if (!instance) return refuse(sources, explain(evaluation, module, told));
  const again = (): Instance | undefined => {
    const next = make();
    return next.kind === 'value' && isModule(next.value) ? next.value : undefined;
  };
  const name = /^\w+$/.test(expression) ? expression : instance.cls.name;
  const model = followModel({ interpreter, listener, name, make: again, first: instance, inputs });
  const notes = [
    ...(opened.foundPackages === undefined ? [] : [`Libraries are read from ${opened.foundPackages}.`]),
    ...(ended ? [`${baseNameOf(file)} was followed up to: ${ended.reason}`] : []),
  ];
  return { kind: 'model', model, sources, findings: [], notes };
}

/** The value of the expression; a class or a function is called without arguments. */
function makeInstance(interpreter: Interpreter, module: Module, expression: string): Outcome {
  const outcome = interpreter.evaluate(expression, module);
  if (outcome.kind === 'ended' || isModule(outcome.value) || !isCallable(outcome.value)) return outcome;
  const callee = outcome.value;
  return interpreter.attempt((machine) => machine.call(callee, []));
}

function isCallable(value: Value): boolean {
  return isKind(value, 'class') || isKind(value, 'function') || isKind(value, 'native') || isKind(value, 'bound');
}

function explain({ file, source, expression, found }: Evaluation, module: Module, outcome: Outcome): Finding {
  const [word = ''] = /^[A-Za-z_]\w*/.exec(expression) ?? [];
  const isMissing = word !== '' && !module.attributes.has(word) && !source.text.includes(word);
  if (outcome.kind === 'ended') {
    const { reason, site } = outcome.problem;
    const isName = /NameError|is not defined/.test(reason) && isMissing;
    if (isName) {
      const known = found.map(({ name }) => name);
      const names = [...known, ...[...module.attributes.keys()].filter((name) => !name.startsWith('__'))];
      return modelFindings.noSuchName({
        name: word,
        path: file,
        closest: closestWord(word, names),
        known: known.slice(0, 8),
      });
    }
    return modelFindings.raised({ expression, reason }, site ? placeOf(site.source, site) : undefined);
  }
  const { value } = outcome;
  if (isKind(value, 'unknown'))
    return modelFindings.raised(
      { expression, reason: `something that is not known: ${value.reason}` },
      value.site ? placeOf(value.site.source, value.site) : undefined,
    );
  return modelFindings.notAModel({ expression, what: describeValue(value) });
}

function describeValue(value: Value): string {
  if (value === null) return 'None';
  if (typeof value !== 'object')
    return typeof value === 'string' ? 'a str' : typeof value === 'boolean' ? 'a bool' : 'an int';
  if (value.kind === 'instance') {
    const base = value.cls.unknownBase;
    return `an object of ${value.cls.name}${base ? `, whose base is not known (${base.reason})` : ''}`;
  }
  if (value.kind === 'external')
    return `${value.path}, whose source is not here (--site-packages names a folder that has it)`;
  return `a ${value.kind}`;
}

function refuse(sources: readonly SourceText[], ...findings: readonly Finding[]): ModelResult {
  return { kind: 'refused', findings, sources };
}
