import type { ImagePlan } from '../../environment/plan/plan.js';
import type { Loss, Target } from '../target.js';
import { isSayableName, isSayableValue } from './escape.js';
import { writeDockerfile } from './write-dockerfile.js';

/** The image only: what is said of the container is said where it is started. */
export const dockerfileTarget: Target = {
  name: 'dockerfile',
  write: ({ image }) => ({ text: writeDockerfile(image), files: image.files, losses: unsayable(image) }),
};

function unsayable({ environment }: ImagePlan): readonly Loss[] {
  return Object.entries(environment).flatMap(([name, value]): readonly Loss[] => {
    if (!isSayableName(name))
      return [{ field: 'environment', kind: 'lost', message: `${name} is left out: no Dockerfile takes such a name.` }];
    if (isSayableValue(value)) return [];
    return [{ field: 'environment', kind: 'changed', message: `${name} has spaces in place of its line breaks.` }];
  });
}
