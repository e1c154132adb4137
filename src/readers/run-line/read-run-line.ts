import { sliceSource } from '../../base/mapped-text.js';
import { placeOf } from '../../base/text.js';
import { createRunContext } from '../../commands/container-run.js';
import { addContainerScript } from '../../commands/container-script.js';
import { runFindings } from '../../findings/catalog/run.js';
import { createFragmentBuilder } from '../../graph/fragment.js';
import type { Reader } from '../reader.js';

/** A command line given with `--run`. One that starts nothing is an error: the person asked for a picture of it. */
export const runLineReader: Reader = {
  kind: 'run-line',
  read: (source, { open }) => {
    const builder = createFragmentBuilder();
    const whole = { start: 0, end: source.text.length };
    const count = addContainerScript(builder, source, sliceSource(source, whole), createRunContext(source.path, open));
    if (count === 0 && builder.fragment().findings.length === 0) {
      const text = source.text.length > 80 ? `${source.text.slice(0, 79)}…` : source.text;
      builder.addFinding(runFindings.nothingStarted({ text }, placeOf(source, whole)));
    }
    return builder.fragment();
  },
};
