import { LABELS } from '../../plan/plan.js';
import { type Check, makeCheck } from '../check.js';
import type { Measured } from '../measured.js';

/** Whether what runs is what the plan would make. */
export function judgeContainer({ plan, container, image }: Measured): readonly Check[] {
  const state = judgeState({ plan, container });
  if (!container) return [state];
  const own = container.labels;
  return [
    state,
    makeCheck('image-digest', {
      expected: plan.image.digest,
      ...compareDigests(plan.image.digest, own[LABELS.imageDigest], image?.labels[LABELS.imageDigest]),
    }),
    makeCheck('container-digest', {
      expected: plan.container.digest,
      measured: own[LABELS.containerDigest] ?? 'it has no such label',
      ok: own[LABELS.containerDigest] === plan.container.digest,
    }),
  ];
}

function judgeState({ plan, container }: Pick<Measured, 'plan' | 'container'>): Check {
  const expected = 'running, ours';
  const make = (measured: string, ok: boolean): Check => makeCheck('container', { expected, measured, ok });
  if (!container) return make('there is no such container', false);
  if (container.labels[LABELS.project] !== plan.project.id) return make('it is not of this project', false);
  return make(container.status, container.status === 'running');
}

/** The image may have got another content under its name since the container was made. */
function compareDigests(
  expected: string,
  ofContainer: string | undefined,
  ofImage: string | undefined,
): Pick<Check, 'measured' | 'ok'> {
  if (ofContainer === undefined) return { measured: 'the container has no such label', ok: false };
  if (ofContainer !== expected) return { measured: ofContainer, ok: false };
  if (ofImage === undefined) return { measured: `${ofContainer}; the image is gone`, ok: false };
  return { measured: ofImage, ok: ofImage === expected };
}
