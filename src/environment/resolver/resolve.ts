import type { Facts } from '../facts/facts.js';
import { compareVersions } from '../version.js';
import { type Build, glibcOf, listBuilds } from './builds.js';
import { chooseBuild } from './choose.js';
import { createSatisfiability, maximalAgreements, minimalConflicts } from './conflicts.js';
import { type Constraint, type DemandName, listConstraints, listDemands } from './demands.js';
import { describeChoice } from './describe-choice.js';
import { explainChoice } from './explain-choice.js';
import { explainConflict } from './explain-conflict.js';
import type { EnvironmentRequest } from './request.js';
import type { Alternative, Resolution } from './resolution.js';

/** More alternatives than these are no help. */
const MAXIMUM_ALTERNATIVES = 5;

/** A request held against every build, ready to be asked about any part of it. */
interface Question {
  readonly facts: Facts;
  readonly request: EnvironmentRequest;
  readonly demands: readonly DemandName[];
  readonly constraints: readonly Constraint[];
  readonly builds: readonly Build[];
  /** For each constraint, whether each build meets it. */
  readonly met: readonly (readonly boolean[])[];
}

/**
 * Finds the versions that fit. A small constraint solver: every build that was published is tried, so that what it says
 * cannot exist does not exist in the tables.
 */
export function resolveEnvironment(request: EnvironmentRequest, facts: Facts): Resolution {
  // 1. Every build that some known system can run, and what is demanded of it.
  const question = askQuestion(request, facts);
  // 2. The best of those that keep every demand.
  const kept = new Set(question.demands);
  const fitting = buildsKeeping(question, question.demands);
  const chosen = chooseBuild(fitting, request, kept, facts);
  if (chosen)
    return {
      verdict: 'fits',
      choice: describeChoice(chosen, request, facts),
      reasons: explainChoice(chosen, { request, facts, fitting, constraints: question.constraints }),
      alternatives: [],
      asOf: facts.asOf,
    };
  // 3. None: which demands cannot hold together, and what could be had instead.
  return { verdict: 'conflict', ...describeConflict(question), asOf: facts.asOf };
}

function askQuestion(request: EnvironmentRequest, facts: Facts): Question {
  const constraints = listConstraints(request, facts);
  const builds = listRunnableBuilds(facts);
  const met = constraints.map(({ isMetBy }) => builds.map(isMetBy));
  return { facts, request, demands: listDemands(request), constraints, builds, met };
}

const runnable = new WeakMap<Facts, readonly Build[]>();

/** The same for every question about the same tables. */
function listRunnableBuilds(facts: Facts): readonly Build[] {
  const known = runnable.get(facts) ?? findRunnableBuilds(facts);
  runnable.set(facts, known);
  return known;
}

function findRunnableBuilds(facts: Facts): readonly Build[] {
  const newest =
    facts.systems
      .flatMap(({ glibc }) => glibc ?? [])
      .sort(compareVersions)
      .at(-1) ?? '0';
  return listBuilds(facts).filter((build) => compareVersions(glibcOf(build), newest) <= 0);
}

function buildsKeeping({ builds, constraints, met }: Question, demands: readonly DemandName[]): readonly Build[] {
  const wanted = met.filter((_, at) => constraints[at]?.needs.every((name) => demands.includes(name)));
  return builds.filter((_, at) => wanted.every((of) => of[at]));
}

function describeConflict(question: Question): Pick<Resolution, 'reasons' | 'alternatives'> {
  const { demands, constraints, builds, met, request, facts } = question;
  const maskOf = (names: readonly DemandName[]): number =>
    names.reduce((mask, name) => mask | (1 << demands.indexOf(name)), 0);
  const namesOf = (mask: number): readonly DemandName[] => demands.filter((_, at) => (mask & (1 << at)) !== 0);
  const masks = constraints.map(({ needs }) => maskOf(needs));
  const broken = builds.map((_, build) => masks.filter((_mask, at) => met[at]?.[build] === false));
  const satisfiability = createSatisfiability(demands.length, broken);
  const keeping = (names: readonly DemandName[]): readonly Build[] => buildsKeeping(question, names);
  return {
    reasons: minimalConflicts(satisfiability).map((mask) =>
      explainConflict({ demands: namesOf(mask), request, facts, keeping }),
    ),
    alternatives: maximalAgreements(satisfiability)
      .map((mask) => proposeAlternative(question, namesOf(mask)))
      .filter((alternative) => alternative !== undefined)
      .sort((a, b) => worthOf(b.keeps) - worthOf(a.keeps))
      .slice(0, MAXIMUM_ALTERNATIVES),
  };
}

function proposeAlternative(question: Question, keeps: readonly DemandName[]): Alternative | undefined {
  const { request, facts, demands } = question;
  const chosen = chooseBuild(buildsKeeping(question, keeps), request, new Set(keeps), facts);
  if (!chosen) return undefined;
  const wanted = { ...request, companions: request.companions.filter((name) => keeps.includes(name)) };
  return {
    keeps,
    givesUp: demands.filter((name) => !keeps.includes(name)),
    choice: describeChoice(chosen, wanted, facts),
  };
}

/**
 * What it is worth to keep a demand. Hardware is what it is, and the version of PyTorch is what people mean first; CUDA and
 * cuDNN come inside the wheel, so the program hardly notices when they change.
 */
const WORTH: Readonly<Record<DemandName, number>> = {
  gpu: 20,
  driver: 14,
  torch: 10,
  torchvision: 2,
  torchaudio: 2,
  torchtext: 2,
  python: 2,
  os: 2,
  cuda: 2,
  cudnn: 1,
};

function worthOf(demands: readonly DemandName[]): number {
  return demands.reduce((worth, name) => worth + WORTH[name], 0);
}
