import { sliceSource } from '../../base/mapped-text.js';
import { createRunContext } from '../../commands/container-run.js';
import { addContainerScript } from '../../commands/container-script.js';
import { createFragmentBuilder } from '../../graph/fragment.js';
import type { Reader } from '../reader.js';

/** `docker run` and `docker build` lines of a shell script, with its literal variables put in. */
export const shellScriptReader: Reader = {
  kind: 'shell-script',
  read: (source, { open }) => {
    const builder = createFragmentBuilder();
    const whole = sliceSource(source, { start: 0, end: source.text.length });
    addContainerScript(builder, source, whole, createRunContext(source.path, open));
    return builder.fragment();
  },
};
