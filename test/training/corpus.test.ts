import { describe, expect, test } from 'vitest';
import { ROLES } from '../../src/training/pipeline.js';
import { compareFacts } from './corpus/compare-facts.js';
import { type ElementFact, followFixture, namesOfCorpus, readFacts, type SettingFact } from './corpus/facts.js';
import { NOT_YET } from './corpus/not-yet.js';

const names = namesOfCorpus();

describe('scripts of every style say what their facts say', () => {
  test.each(names.filter((name) => !Object.hasOwn(NOT_YET, name)))('%s', (name) => {
    const facts = readFacts(name);
    expect(compareFacts(followFixture(name, facts), facts)).toEqual([]);
  });

  test.each(Object.keys(NOT_YET))('%s, which is not done yet, still differs', (name) => {
    const facts = readFacts(name);
    expect(compareFacts(followFixture(name, facts), facts)).not.toEqual([]);
  });
});

describe('following a script', () => {
  test.each(names)('%s gives the same each time', (name) => {
    const facts = readFacts(name);
    expect(JSON.stringify(followFixture(name, facts))).toBe(JSON.stringify(followFixture(name, facts)));
  });

  test.each(names)('%s gives each element an id of its own, and flows and loops that are there', (name) => {
    const { elements, flows, loops } = followFixture(name, readFacts(name));
    const ids = new Set(elements.map(({ id }) => id));
    const loopIds = new Set(loops.map(({ id }) => id));
    expect(ids.size).toBe(elements.length);
    expect(flows.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([]);
    expect(loops.filter(({ parent, over }) => (parent && !loopIds.has(parent)) || (over && !ids.has(over)))).toEqual(
      [],
    );
    expect(elements.filter(({ loop }) => loop !== undefined && !loopIds.has(loop))).toEqual([]);
  });
});

describe('the corpus', () => {
  const facts = names.map((name) => readFacts(name));

  test('has at least 25 scripts, and tells of each role', () => {
    expect(names.length).toBeGreaterThanOrEqual(25);
    const told = new Set(facts.flatMap(({ elements }) => elements.map(({ role }) => role)));
    expect(ROLES.filter((role) => !told.has(role))).toEqual([]);
  });

  test('has for each role a case in which something of it is unknown', () => {
    const unknown = new Set(facts.flatMap(({ elements }) => elements.filter(isUnknown).map(({ role }) => role)));
    expect(ROLES.filter((role) => !unknown.has(role))).toEqual([]);
  });

  test('has no role that is misspelt', () => {
    const roles: readonly string[] = ROLES;
    const all = facts.flatMap(({ elements, complete }) => [...elements.map(({ role }) => role), ...(complete ?? [])]);
    expect(all.filter((role) => !roles.includes(role))).toEqual([]);
  });
});

function isUnknown({
  settings = {},
  conditions = {},
  file,
  isUnknown: isWhole,
  partSettings = [],
}: ElementFact): boolean {
  const values = [settings, ...partSettings].flatMap((item) => Object.values(item));
  return (
    isWhole === true ||
    [...values, file].some(isUnknownValue) ||
    Object.values(conditions).some((item) => item === null)
  );
}

function isUnknownValue(fact: SettingFact | undefined): boolean {
  return typeof fact === 'object' && 'unknown' in fact;
}
