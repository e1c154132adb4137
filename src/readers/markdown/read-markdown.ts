import { createRunContext } from '../../commands/container-run.js';
import { addContainerScript, mentionsContainers } from '../../commands/container-script.js';
import { createScriptVariables } from '../../commands/script-variables.js';
import { createFragmentBuilder } from '../../graph/fragment.js';
import { parseMarkdown } from '../../syntax/markdown/parse-markdown.js';
import type { Reader } from '../reader.js';
import { commandsOfFence } from './fence-commands.js';

/**
 * `docker run` and `docker build` lines in the fenced code of a Markdown or MDX page. Variables hold from fence to fence, as
 * for a person who copies one after the other; each fence starts in the root of the repository.
 */
export const markdownReader: Reader = {
  kind: 'markdown',
  read: (source, { open }) => {
    const builder = createFragmentBuilder();
    const context = createRunContext(source.path, open);
    const variables = createScriptVariables();
    for (const fence of parseMarkdown(source).fences) {
      const commands = commandsOfFence(fence);
      if (!commands) continue;
      const isSilent = !commands.isDeclaredShell || !mentionsContainers(fence.code);
      addContainerScript(builder, source, commands.mapped, context, { variables, hasPlaceholders: true, isSilent });
    }
    return builder.fragment();
  },
};
