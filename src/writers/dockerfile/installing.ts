import type { ImagePlan } from '../../environment/plan/plan.js';

/** What one step must know of the others. */
export interface Installing {
  /** The virtual environment; undefined where packages go to the Python that is there. */
  readonly environment: string | undefined;
  readonly usesUv: boolean;
  /** True when uv brings the interpreter, which then lies outside of the environment. */
  readonly bringsPython: boolean;
  /** In place of PyPI, for what the writer itself needs. */
  readonly packageIndex: string | undefined;
  readonly aptMirror: string | undefined;
  /** True when packages are built in a stage of their own. */
  readonly compiles: boolean;
}

export function describeInstalling({ steps }: ImagePlan): Installing {
  const python = steps.find((step) => step.kind === 'python');
  const packages = steps.filter((step) => step.kind === 'python-packages');
  return {
    environment: python?.path,
    usesUv: python?.uv !== undefined,
    bringsPython: python?.from === 'uv',
    packageIndex: packages.find(({ requirements, indexUrl }) => !installsTorch(requirements) && indexUrl)?.indexUrl,
    aptMirror: steps.flatMap((step) => (step.kind === 'system-packages' ? (step.mirror ?? []) : []))[0],
    compiles: python !== undefined && packages.some(({ compiles }) => compiles),
  };
}

/** PyTorch has an index of its own, which holds nothing else. */
export function installsTorch(requirements: readonly string[]): boolean {
  return requirements.some((requirement) => /^torch(?![\w.-])/.test(requirement));
}
