import { planFindings } from '../../findings/catalog/plan.js';
import type { Finding } from '../../findings/finding.js';
import { declaredContents } from '../../graph/image-families.js';
import { parseImageReference } from '../../graph/image-reference.js';
import type { Spec } from '../spec/spec.js';
import type { Plan } from './plan.js';

/** Systems whose packages apt installs. */
const APT_SYSTEMS = /^(?:ubuntu|debian)/;

/** What a plan says that will not come out as it was meant. */
export function judgePlan(spec: Spec, { accelerator, environment }: Plan): readonly Finding[] {
  const { places, packages, installer } = spec;
  const findings: Finding[] = [];
  const { os, base, pythonFrom } = environment;
  if (os !== undefined && !APT_SYSTEMS.test(os))
    findings.push(planFindings.noApt({ os }, places['os'] ?? places['base']));
  if (installer === 'none' && packages.pip.length + packages.requirements.length > 0)
    findings.push(
      planFindings.notInstalled({ count: packages.pip.length + packages.requirements.length }, places['packages']),
    );
  const torch = declaredContents(parseImageReference(base.reference)).find(({ name }) => name === 'torch');
  if (installer !== 'none' && spec.base !== undefined && torch && pythonFrom !== 'image')
    findings.push(planFindings.secondTorch({ reference: base.reference, version: torch.version }, places['base']));
  if (accelerator === 'cpu' && spec.gpus.kind !== 'auto' && spec.gpus.kind !== 'none')
    findings.push(planFindings.unusedGpus({}, places['gpus']));
  return findings;
}
