import { findEngine } from '../../src/engines/find-engine.js';
import { createNodeHost } from '../../src/host/node-host.js';
import { startIsolatedPodman } from '../setup/engines.js';
import { PODMAN, STATIC_BUSYBOX } from '../setup/tools.js';
import { describeEngine } from './engine.case.js';

describeEngine({
  name: 'Podman, with a service of our own',
  tools: [PODMAN, STATIC_BUSYBOX],
  start: async () => {
    const isolated = await startIsolatedPodman();
    const found = await findEngine(createNodeHost(), 'podman');
    if (found.kind === 'none') throw new Error(found.findings.map(({ message }) => message).join('\n'));
    return { engine: found.engine, isolated };
  },
});
