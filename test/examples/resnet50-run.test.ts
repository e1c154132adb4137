import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node-host.js';
import { walkModules } from '../../src/models/model.js';
import { readModel } from '../../src/workflows/model.js';
import { profile } from '../../src/workflows/profile.js';

/** What a real run of the example left behind, made by `torchdock profile --wrapper`. */
const TRACE = 'examples/resnet50/runs/trace-rank0.json.gz';

describe('the run of the ResNet-50 example', () => {
  it('names the modules of the model, and most of its time is in them', async () => {
    const host = createNodeHost();
    const result = await profile(host, { paths: [TRACE], script: 'examples/resnet50/train.py' });
    if (result.kind !== 'report') throw new Error(JSON.stringify(result.findings));
    const model = await readModel(host, { target: 'examples/resnet50/src/model.py:resnet50', inputs: [] });
    if (model.kind !== 'model') throw new Error(model.kind);
    const known = new Set([...walkModules(model.model.root)].map(({ path }) => path));
    const [rank] = result.report.ranks;
    const rows = rank?.modules.rows ?? [];
    expect(rank?.steps).toHaveLength(2);
    expect(rows.map(({ path }) => path).filter((path) => !known.has(path))).toEqual([]);
    expect([...known].filter((path) => !rows.some((row) => row.path === path))).toEqual([]);
    const elsewhere = (rank?.modules.unattributed ?? []).reduce((sum, { ns }) => sum + ns, 0);
    expect(rank?.modules.attributedNs).toBeGreaterThan(2 * elsewhere);
    expect(result.report.verdict.kind).toBe('compute-bound');
  });

  it('is told in the docs as it is', () => {
    const page = readFileSync('docs/profiling.md', 'utf8');
    expect(page).toContain('2 steps of 655.4 ms in the mean');
    expect(readFileSync('examples/resnet50/README.md', 'utf8')).toContain('python3 profiled.py --steps 2 --no-memory');
  });
});
