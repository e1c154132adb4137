import { digestText } from '../../base/digest.js';
import { normalizePath } from '../../base/paths.js';
import type { LockedEnvironment, LockedImage } from '../lock/lock.js';
import { hasOwnPython, planFiles, planSteps } from './image-steps.js';
import { JUPYTER_CONFIG } from './jupyter-config.js';
import { INSIDE } from './places-inside.js';
import { type ImagePlan, LABELS, type ProjectPlan, type UserPlan } from './plan.js';
import type { PlanInput } from './plan-input.js';
import { START_SCRIPT } from './start-script.js';

export function planImage(
  input: PlanInput,
  {
    environment,
    project,
    user,
  }: { readonly environment: LockedEnvironment; readonly project: ProjectPlan; readonly user: UserPlan },
): ImagePlan {
  const { spec, accelerator, toolVersion } = input;
  const hasVenv = hasOwnPython(input, environment);
  const content: Omit<ImagePlan, 'reference' | 'digest' | 'labels'> = {
    base: referenceOf(environment.base),
    steps: planSteps(input, environment, ownedFolders(input, user)),
    files: planFiles(input, environment, { start: START_SCRIPT, jupyterConfig: JUPYTER_CONFIG }),
    environment: {
      HOME: user.home,
      LANG: 'C.UTF-8',
      PYTHONUNBUFFERED: '1',
      ...(hasVenv ? { VIRTUAL_ENV: INSIDE.environment } : {}),
    },
    pathFolders: hasVenv ? [`${INSIDE.environment}/bin`] : [],
    user,
    workdir: spec.workspace.target,
    exposedPorts: [
      ...(spec.jupyter ? [INSIDE.jupyterPort] : []),
      ...(spec.ssh ? [INSIDE.sshPort] : []),
      ...spec.ports.map(({ containerPort }) => containerPort),
    ].sort((a, b) => a - b),
    ...(spec.jupyter ? { healthcheck: JUPYTER_CHECK } : {}),
    entrypoint: ['tini', '--', INSIDE.startScript],
  };
  const digest = digestText(JSON.stringify(content), 16);
  return {
    reference: `localhost/torchdock/${project.name}:${accelerator}-${digest}`,
    digest,
    ...content,
    labels: {
      [LABELS.project]: project.id,
      [LABELS.name]: project.name,
      [LABELS.version]: toolVersion,
      [LABELS.imageDigest]: digest,
    },
  };
}

/** Answers without a token, in every Jupyter (measured with notebook 6.4; /api is public in jupyter_server too). */
const JUPYTER_CHECK: NonNullable<ImagePlan['healthcheck']> = {
  command: [
    'python3',
    '-c',
    `import urllib.request as r; r.urlopen("http://127.0.0.1:${INSIDE.jupyterPort}/api", timeout=5)`,
  ],
  intervalSeconds: 15,
};

function referenceOf({ reference, digest }: LockedImage): string {
  return digest === undefined ? reference : `${reference}@${digest}`;
}

/** Volumes take the owner of the folder that they are mounted on; one that the image lacks would be root's. */
function ownedFolders({ spec }: PlanInput, user: UserPlan): readonly string[] {
  const targets = [user.home, spec.workspace.target, ...spec.volumes.map(({ target }) => target)].map(normalizePath);
  return [...new Set(targets)].sort();
}
