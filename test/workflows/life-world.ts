import type { EngineSearch } from '../../src/engines/find-engine.js';
import type { Host } from '../../src/host/host.js';
import type { LifeEvent, LifeWorld } from '../../src/workflows/life/world.js';
import { preparePlan } from '../../src/workflows/project/prepare-plan.js';
import { writeDockerfile } from '../../src/writers/dockerfile/write-dockerfile.js';
import { createFakeEngine, createFakeHost, type FakeMachine, LIVES, type Step } from './fake-engine.js';

export interface WorldOptions {
  readonly step?: Step;
  readonly host?: Partial<Host>;
  readonly interrupted?: AbortSignal;
  readonly prepare?: LifeWorld['prepare'];
  readonly onEvent?: (event: LifeEvent) => void;
}

export interface TestWorld extends LifeWorld {
  readonly events: LifeEvent[];
}

/** One run of torchdock on a machine made of memory. */
export function createWorld(machine: FakeMachine, options: WorldOptions = {}): TestWorld {
  const { step = LIVES, interrupted = new AbortController().signal } = options;
  const events: LifeEvent[] = [];
  const found = async (): Promise<EngineSearch> => ({ kind: 'found', engine: createFakeEngine(machine, step) });
  return {
    host: { ...createFakeHost(machine, step), ...options.host },
    findEngine: found,
    prepare: options.prepare ?? preparePlan,
    writeDockerfile,
    tell: (event) => {
      events.push(event);
      options.onEvent?.(event);
    },
    interrupted,
    isRehearsal: false,
    events,
  };
}
