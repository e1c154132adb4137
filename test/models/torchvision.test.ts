import { describe, expect, test } from 'vitest';
import { requireTool } from '../setup/tools.js';
import { askTorch, DEBIAN_TORCH, type Request } from './torch/ask-torch.js';
import { createAsker } from './torch/ask-torchdock.js';
import { judgeForward, judgeNames, type Verdict } from './torch/judge-answer.js';
import { DETECTION, FLOW, listClassification, QUANTIZED, SEGMENTATION, VIDEO } from './torch/torchvision-models.js';

interface Judged {
  readonly expression: string;
  readonly names: Verdict;
  readonly forward: Verdict;
}

async function judgeAll(requests: readonly Request[]): Promise<readonly Judged[]> {
  const answers = await askTorch(requests);
  const asker = createAsker(true);
  return requests.map((request, at) => {
    const ours = asker.ask(request);
    const truth = answers[at];
    const hasRun = typeof truth === 'object' && truth !== null && 'leaves' in truth;
    return {
      expression: request.expression,
      names: judgeNames(ours, truth),
      forward: hasRun ? judgeForward(ours, truth) : { kind: 'exact' },
    };
  });
}

function pick(judged: readonly Judged[], part: 'names' | 'forward', kind: Verdict['kind']): readonly unknown[] {
  return judged.filter((item) => item[part].kind === kind).map((item) => [item.expression, item[part]]);
}

/** Each group is asked once; the answers are kept, so that only the first run is slow. */
const GROUPS = {
  classification: listClassification(),
  segmentation: SEGMENTATION,
  detection: DETECTION,
  video: VIDEO,
  'optical flow': FLOW,
  quantization: QUANTIZED,
};

/** Real torch needs minutes for all of them: TORCHDOCK_TORCHVISION=1 asks for every group, else there is one. */
const ASKED = Object.entries(GROUPS).filter(
  ([group]) => process.env['TORCHDOCK_TORCHVISION'] === '1' || group === 'optical flow',
);

describe.each(ASKED)('torchvision: %s', (group, requests) => {
  test('has the parameters, buffers and shapes that real torch says', async (context) => {
    requireTool(context, DEBIAN_TORCH);
    const judged = await judgeAll(requests);
    expect(pick(judged, 'names', 'wrong')).toEqual([]);
    expect(pick(judged, 'names', 'unknown')).toEqual([]);
    expect(pick(judged, 'forward', 'wrong')).toEqual([]);
    const unknown = pick(judged, 'forward', 'unknown');
    if (group !== 'detection') expect(unknown).toEqual([]);
  }, 900_000);
});
