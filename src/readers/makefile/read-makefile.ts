import { createRunContext } from '../../commands/container-run.js';
import { addContainerScript, mentionsContainers } from '../../commands/container-script.js';
import { createScriptVariables } from '../../commands/script-variables.js';
import { createFragmentBuilder } from '../../graph/fragment.js';
import type { Reader } from '../reader.js';
import { readMakefile } from './make-lines.js';

/** `docker run` and `docker build` lines in the recipes of a makefile. */
export const makefileReader: Reader = {
  kind: 'makefile',
  read: (source, { open }) => {
    const builder = createFragmentBuilder();
    const context = createRunContext(source.path, open);
    const { recipes, variables } = readMakefile(source);
    for (const recipe of recipes) {
      if (!mentionsContainers(recipe.text) && !recipe.text.startsWith('$')) continue;
      addContainerScript(builder, source, recipe, context, {
        variables: createScriptVariables(variables),
        isSilent: true,
      });
    }
    return builder.fragment();
  },
};
