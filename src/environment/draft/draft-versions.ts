import type { Place } from '../../base/text.js';
import type { ImageNode } from '../../graph/node.js';
import { cudaVersionOfBuild, type Software } from '../../graph/software.js';
import { COMPANIONS } from '../facts/facts.js';
import type { RequestWords } from '../resolver/request.js';
import { isVersion, minorOf } from '../version.js';
import { block, type DraftLine, entry, item, notePlace, remark } from './draft.js';
import type { Subject } from './find-subject.js';

export interface DraftVersion {
  readonly key: 'torch' | 'cuda' | 'cudnn' | 'python' | 'os' | 'gpu';
  readonly word: string;
  readonly note: string;
}

export interface DraftVersions {
  readonly versions: readonly DraftVersion[];
  readonly companions: readonly { readonly name: string; readonly note: string }[];
  /** What was seen and cannot be said as a version. */
  readonly remarks: readonly DraftLine[];
}

/** Images that the resolver itself chooses among: what they hold is said by versions. */
const KNOWN_BASES = /^(?:nvidia\/cuda|pytorch\/pytorch|library\/(?:ubuntu|debian|python))$/;

/** The versions that the files name, in the words of the resolver. */
export function draftVersions(subject: Subject): DraftVersions {
  const { cudnn, python, system } = subject.contents.software;
  const found = [
    ...frameworkVersions(subject),
    version('cudnn', minor(cudnn), cudnn?.place),
    version('python', minor(python), python?.place),
    version('os', system && `${system.name}${system.version ?? ''}`, system?.place),
  ];
  return {
    versions: found.flatMap((one) => one ?? []),
    companions: COMPANIONS.flatMap((name) => {
      const place = subject.contents.packages.find(({ facts }) => facts.name === name)?.origins[0];
      return place ? [{ name, note: notePlace(place) }] : [];
    }),
    remarks: openRelease(subject),
  };
}

function frameworkVersions({ contents: { software } }: Subject): readonly (DraftVersion | undefined)[] {
  const { torch, cuda } = software;
  const build = torch?.build === 'cpu' ? 'cpu' : cudaVersionOfBuild(torch?.build);
  return [
    version('torch', torch?.version ?? releaseOf(torch?.specifier), torch?.place),
    build === undefined ? version('cuda', minor(cuda), cuda?.place) : version('cuda', build, torch?.place),
  ];
}

/** `torch>=2.6` is no wish that the resolver knows. */
function openRelease({ contents: { software } }: Subject): readonly DraftLine[] {
  const { specifier, place } = software.torch ?? {};
  if (specifier === undefined || place === undefined || releaseOf(specifier) !== undefined) return [];
  return [remark(`torch: ${notePlace(place)} says ${specifier}; the newest that fits is taken`)];
}

function version(
  key: DraftVersion['key'],
  word: string | undefined,
  place: Place | undefined,
): DraftVersion | undefined {
  if (word === undefined || place === undefined) return undefined;
  const isKnown = key === 'os' || word === 'cpu' || isVersion(word);
  return isKnown ? { key, word: key === 'os' ? codename(word) : word, note: notePlace(place) } : undefined;
}

/** `debianbookworm` → `bookworm`. */
function codename(name: string): string {
  return /\d/.test(name) ? name : name.replace(/^(?:debian|ubuntu)(?=[a-z])/, '');
}

function minor(software: Software | undefined): string | undefined {
  return software?.version === undefined ? undefined : minorOf(software.version);
}

/** `==2.7.*` and `~=2.7.0` → `2.7`; what says less is open. */
function releaseOf(specifier: string | undefined): string | undefined {
  const { exact, compatible } =
    /^(?:==(?<exact>\d+\.\d+)\.\*|~=(?<compatible>\d+\.\d+)\.\d+)$/.exec(specifier ?? '')?.groups ?? {};
  return exact ?? compatible;
}

export function toRequestWords({ versions, companions }: DraftVersions): RequestWords {
  const words = Object.fromEntries(versions.map(({ key, word }) => [key, word]));
  return { ...words, ...(companions.length > 0 ? { with: companions.map(({ name }) => name).join(',') } : {}) };
}

export function writeVersions({ versions, companions, remarks }: DraftVersions): readonly DraftLine[] {
  return [
    ...remarks,
    ...versions.map(({ key, word, note }): DraftLine => {
      const isText = /^[a-z]/i.test(word);
      return isText ? entry(key, word, note) : { kind: 'entry', indent: 0, text: `${key}: "${word}"`, note };
    }),
    ...block(
      'with',
      companions.map(({ name, note }) => item(name, note, 1)),
    ),
  ];
}

/** The base, where torchdock would not choose among such images itself; what the files stand on is told otherwise. */
export function draftBase({ contents: { images, software } }: Subject): readonly DraftLine[] {
  const base = images.at(-1);
  if (!base || base.facts.unresolved !== undefined || !base.origins[0]) return [];
  const { reference } = base.facts;
  const note = notePlace(base.origins[0]);
  const isChosen = reference.registry === 'docker.io' && KNOWN_BASES.test(reference.repository);
  if (isChosen) return [remark(`base: ${reference.text}  (${note}; torchdock chooses the smallest that fits)`)];
  if (isUnpublished(base)) return [];
  const brings = software.torch?.isFromImage === true;
  return [
    entry('base', reference.text, note),
    ...(brings ? [entry('installer', 'none', 'the base brings PyTorch')] : []),
  ];
}

/** A name without a registry and a user is one that somebody built on this machine. */
function isUnpublished({ facts: { reference } }: ImageNode): boolean {
  return reference.registry === 'docker.io' && reference.repository.startsWith('library/');
}
