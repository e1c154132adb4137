import { writeJsonDocument } from '../../base/json-document.js';
import type { Diagram } from '../../views/diagram.js';
import type { Writer } from '../writer.js';

export const jsonWriter: Writer = { format: 'json', write: async (diagram) => writeJson(diagram) };

/** A diagram as one JSON document, `diagram/1`. Labels are plain text; a line break is a newline. */
export function writeJson(diagram: Diagram): string {
  return writeJsonDocument({ schema: 'diagram/1', ...diagram });
}
