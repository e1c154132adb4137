import type { SourceText } from '../../base/text.js';
import { collectRequirements } from '../../commands/requirements/collect-requirements.js';
import { logicalLines } from '../../commands/requirements/logical-lines.js';
import { requiredPackages } from '../../commands/requirements/required-packages.js';
import { createFragmentBuilder, type Fragment } from '../../graph/fragment.js';
import { addManifest } from '../../graph/package-nodes.js';
import type { ReadContext, Reader } from '../reader.js';

/** requirements.txt and constraints.txt, with what they include. */
export const requirementsReader: Reader = { kind: 'requirements', read: readRequirements };

function readRequirements(source: SourceText, context: ReadContext): Fragment {
  const builder = createFragmentBuilder();
  const collected = collectRequirements(source, logicalLines(source), context.open);
  addManifest(builder, { path: source.path, format: 'requirements' }, requiredPackages(collected));
  for (const finding of collected.findings) builder.addFinding(finding);
  return builder.fragment();
}
