import { beforeAll, describe, expect, it } from 'vitest';
import { type PreparedPlan, preparePlan } from '../../../src/workflows/project/prepare-plan.js';
import { expectGolden, goldenJson } from '../../setup/golden.js';
import { CASES, goldenPath, hostOf, showPlan } from './fixture-plans.js';

async function prepare(name: string, accelerator?: string): Promise<PreparedPlan> {
  const prepared = await preparePlan(hostOf(name), {
    directory: name,
    isFrozen: false,
    accelerator,
    toolVersion: '1.2.3',
  });
  if (prepared.kind === 'refused') throw new Error(prepared.findings.map(({ message }) => message).join('\n'));
  return prepared;
}

/** Each case is a folder of `fixtures/plan/`: its spec, and the lock and the plans that come of it. */
describe.each(CASES)('%s', (name) => {
  let prepared: PreparedPlan;
  beforeAll(async () => {
    prepared = await prepare(name);
  });

  it('gives this lock', () => {
    expectGolden(goldenPath(name, 'torchdock.lock'), prepared.lock.text);
    expect(prepared.lock).toMatchObject({ state: 'missing', hasChanged: true });
  });

  it('gives these plans, and says this', async () => {
    for (const accelerator of Object.keys(prepared.lock.lock.environments)) {
      const { plan, findings } = await prepare(name, accelerator);
      expectGolden(goldenPath(name, `plan-${accelerator}.json`), showPlan(plan));
      expectGolden(goldenPath(name, `plan-${accelerator}.findings.json`), goldenJson(findings));
    }
  });

  it('gives the same bytes again', async () => {
    expect(JSON.stringify((await prepare(name)).plan)).toBe(JSON.stringify(prepared.plan));
  });
});
