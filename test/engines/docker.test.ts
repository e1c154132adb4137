import { findEngine } from '../../src/engines/find-engine.js';
import { createNodeHost } from '../../src/host/node-host.js';
import { startIsolatedDocker } from '../setup/engines.js';
import { DOCKERD, STATIC_BUSYBOX } from '../setup/tools.js';
import { describeEngine } from './engine.case.js';

describeEngine({
  name: 'Docker, through its API',
  tools: [DOCKERD, STATIC_BUSYBOX],
  start: async () => {
    const isolated = await startIsolatedDocker();
    const found = await findEngine(createNodeHost(), 'auto');
    if (found.kind === 'none') throw new Error(found.findings.map(({ message }) => message).join('\n'));
    return { engine: found.engine, isolated };
  },
});
