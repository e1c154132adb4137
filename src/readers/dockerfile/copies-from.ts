import { closestWord } from '../../base/suggest.js';
import type { Place } from '../../base/text.js';
import { dockerfileFindings } from '../../findings/catalog/dockerfile.js';
import { describeImage } from '../../graph/image-contents.js';
import type { NodeId } from '../../graph/node.js';
import { findNamedStage, type Reading, type Stage } from './stage.js';

/** What `--from=` of COPY or `from=` of a mount means: an earlier stage, or an image. */
export interface CopySource {
  readonly id: NodeId;
  readonly stage?: Stage;
}

/** Undefined when it means nothing, and then there is a finding. An image that is named gets its node. */
export function resolveCopySource(reading: Reading, stage: Stage, name: string, place: Place): CopySource | undefined {
  const source = findSource(reading, stage, name);
  if (source) return { id: source.id, stage: source };
  const reason = whyNoStage(reading, stage, name);
  if (reason !== undefined) {
    reading.problems.add(dockerfileFindings.unknownStage({ name: shortened(name), reason }, place));
    return undefined;
  }
  const similar = /[/:@.]/.test(name) ? undefined : closestWord(name.slice(0, 100), namesAbove(reading, stage));
  if (similar !== undefined)
    reading.problems.add(
      dockerfileFindings.unknownStage(
        { name: shortened(name), reason: 'no stage above has this name, so it is an image', suggestion: similar },
        place,
      ),
    );
  const [image, ...contents] = describeImage(name, place);
  for (const node of [image, ...contents]) reading.builder.addNode(node);
  return { id: image.id };
}

/** A stage above, by its name or number. The name of this very stage may hide an earlier one of that name. */
function findSource(reading: Reading, stage: Stage, name: string): Stage | undefined {
  const named = findNamedStage(reading, name);
  if (named) return named === stage ? undefined : named;
  return /^\d{1,6}$/.test(name) && Number(name) < stage.index ? reading.stages[Number(name)] : undefined;
}

function whyNoStage(reading: Reading, stage: Stage, name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.includes('$')) return 'the builder puts no variables in here';
  if (name.toLowerCase() === stage.name?.toLowerCase()) return 'a stage cannot copy from itself';
  if (reading.names.has(name.toLowerCase())) return 'the stage of this name comes later';
  return /^\d+$/.test(name) ? 'there is no stage with this number above' : undefined;
}

function namesAbove(reading: Reading, stage: Stage): readonly string[] {
  return reading.stages.slice(0, stage.index).flatMap((other) => other.name ?? []);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
