import { cudaVersionOfBuild, type FrameworkSoftware, type SoftwareStack } from '../../graph/software.js';
import type { Language } from '../diagram.js';
import type { DiagramBuilder } from '../diagram-builder.js';
import { label } from '../labels.js';

/** Ids of the boxes that a GPU belongs to. */
export interface SoftwareNodes {
  readonly framework?: string;
  readonly cuda?: string;
}

/** The PyTorch box and the CUDA box of one image, in one group. `owner` makes their ids. */
export function addSoftware(
  builder: DiagramBuilder,
  owner: string,
  group: string,
  stack: SoftwareStack,
  tags: readonly string[],
  language: Language,
): SoftwareNodes {
  return {
    ...addFramework(builder, owner, group, stack, language),
    ...addCuda(builder, owner, group, stack, tags, language),
  };
}

function addFramework(
  builder: DiagramBuilder,
  owner: string,
  group: string,
  stack: SoftwareStack,
  language: Language,
): SoftwareNodes {
  const { torch } = stack;
  if (!torch) return {};
  const accelerator = acceleratorOf(stack);
  const id = builder.addNode(
    `${owner}/pytorch`,
    'framework',
    [[frameworkTitle(torch), accelerator].filter(Boolean).join(' + '), frameworkDetail(torch, language)],
    {
      group,
      origin: torch.place,
      facts: { torch: torch.version, specifier: torch.specifier, build: torch.build, python: stack.python?.version },
    },
  );
  return { framework: id };
}

function acceleratorOf({ torch, cuda, rocm }: SoftwareStack): string | undefined {
  if (torch?.build === 'cpu') return undefined;
  if (torch?.build?.startsWith('rocm') || (rocm && !cuda)) return 'ROCm';
  return torch?.build?.startsWith('cu') || cuda ? 'CUDA' : undefined;
}

/** `PyTorch 2.7` for 2.7.1: the exact version stands on the second line. */
function frameworkTitle({ version }: FrameworkSoftware): string {
  const short = /^\d+\.\d+/.exec(version ?? '')?.[0];
  return short ? `PyTorch ${short}` : 'PyTorch';
}

function frameworkDetail(torch: FrameworkSoftware, language: Language): string {
  const { version, specifier, build, isFromImage, neededBy } = torch;
  const unknown =
    neededBy === undefined
      ? label(isFromImage ? 'versionUnknown' : 'versionNotPinned', language)
      : `${label('neededBy', language)} ${neededBy}`;
  const exact = version === undefined ? (specifier ?? unknown) : `torch ${version}`;
  return [exact, build === 'cpu' ? 'CPU' : build].filter(Boolean).join(' · ');
}

function addCuda(
  builder: DiagramBuilder,
  owner: string,
  group: string,
  stack: SoftwareStack,
  tags: readonly string[],
  language: Language,
): SoftwareNodes {
  const { cuda, cudnn, rocm, torch } = stack;
  const wheelCuda = cudaVersionOfBuild(torch?.build);
  if (cuda || cudnn) {
    const flavor = tags.flatMap((tag) => /-(devel|runtime|base)(?:-|$)/.exec(tag)?.[1] ?? [])[0];
    const title = [cuda && label('cudaToolkit', language), cudnn && 'cuDNN'].filter(Boolean).join(' + ');
    const detail = [cuda?.version && `CUDA ${cuda.version}`, cudnn?.version && `cuDNN ${cudnn.version}`, flavor];
    const id = builder.addNode(`${owner}/cuda`, 'cuda', [title, detail.filter(Boolean).join(' · ')], {
      group,
      origin: (cuda ?? cudnn)?.place,
      facts: { cuda: cuda?.version, cudnn: cudnn?.version, flavor, wheelCuda },
    });
    return { cuda: id };
  }
  if (wheelCuda !== undefined && torch) {
    const id = builder.addNode(`${owner}/cuda`, 'cuda', [label('cudaInWheel', language), `CUDA ${wheelCuda}`], {
      group,
      origin: torch.place,
      facts: { wheelCuda },
    });
    return { cuda: id };
  }
  if (!rocm) return {};
  return {
    cuda: builder.addNode(`${owner}/rocm`, 'cuda', [['ROCm', rocm.version].filter(Boolean).join(' ')], {
      group,
      origin: rocm.place,
    }),
  };
}

/** `Ubuntu 22.04 · Python 3.10`, as far as the files say. */
export function systemLine({ system, python }: SoftwareStack): string {
  const name = system && system.name.charAt(0).toUpperCase() + system.name.slice(1);
  return [name && [name, system.version].filter(Boolean).join(' '), python?.version && `Python ${python.version}`]
    .filter(Boolean)
    .join(' · ');
}
