import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { toCommandLine } from '../../src/commands/command-line.js';
import type { Installs } from '../../src/commands/installs/installs.js';
import { joinInstalls, readInstalls } from '../../src/commands/installs.js';
import { parseShell } from '../../src/syntax/shell/parse-shell.js';

function installs(text: string, variables: Record<string, string> = {}): Installs {
  const source = createSourceText('install.sh', text);
  return joinInstalls(
    parseShell(source).commands.map((command) =>
      readInstalls(toCommandLine(source, command), (name) => variables[name]),
    ),
  );
}

/** `ecosystem name ==version specifier [extras] @reference <index +extra`, and `manifest path`. */
function told(text: string, variables: Record<string, string> = {}): string[] {
  const { packages, manifests } = installs(text, variables);
  return [
    ...packages.map(({ facts }) =>
      [
        facts.ecosystem,
        facts.name,
        facts.version && `==${facts.version}`,
        facts.specifier && `~${facts.specifier}`,
        facts.extras && `[${facts.extras.join()}]`,
        facts.reference && `@${facts.reference}`,
        facts.indexUrl && `<${facts.indexUrl}`,
        facts.extraIndexUrls && `+${facts.extraIndexUrls.join(' +')}`,
      ]
        .filter(Boolean)
        .join(' '),
    ),
    ...manifests.map(({ path }) => `manifest ${path}`),
  ];
}

const WHL = 'https://download.pytorch.org/whl';

const CASES: readonly (readonly [command: string, ...told: readonly string[]])[] = [
  [
    'apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openssh-server tini=0.19.0-1 libx:amd64 && rm -rf /x',
    'apt openssh-server',
    'apt tini ==0.19.0-1',
    'apt libx',
  ],
  ['apt install -t jammy-backports -o A=b git', 'apt git'],
  ['apt-get install ./cuda.deb $PACKAGES', 'apt cuda.deb @./cuda.deb'],
  [
    'apt-get install cuda-toolkit-${V} linux-headers-$(uname -r)',
    'apt cuda-toolkit-${v}',
    'apt linux-headers-$(uname -r)',
  ],
  ['apt-get remove x; apt-get update; apt list'],
  [
    "apk add --no-cache --virtual .build openssh 'python3=3.11' 'x>=2'",
    'apk openssh',
    'apk python3 ==3.11',
    'apk x ~>=2',
  ],
  ['dnf install -y openssh-server && yum -y install git', 'rpm openssh-server', 'rpm git'],
  [
    'npm install -g @a/b@1.2 configurable-http-proxy yarn@latest',
    'npm @a/b ==1.2',
    'npm configurable-http-proxy',
    'npm yarn ~=latest',
  ],
  [
    `pip install --no-cache-dir torch==2.7.1 Torch_Vision 'numpy>=1.26,<2' "transformers[torch]~=4.40" --index-url ${WHL}/cu126`,
    `pip torch ==2.7.1 <${WHL}/cu126`,
    `pip torch-vision <${WHL}/cu126`,
    `pip numpy ~>=1.26,<2 <${WHL}/cu126`,
    `pip transformers ~~=4.40 [torch] <${WHL}/cu126`,
  ],
  [`pip3 install torch --extra-index-url=${WHL}/cpu -f https://a.b/c`, `pip torch +${WHL}/cpu +https://a.b/c`],
  ['python3.10 -m pip install -U pip', 'pip pip'],
  ['python -mpip install a', 'pip a'],
  ['/opt/venv/bin/pip install -i https://u:secret@x.y/simple a', 'pip a <https://***@x.y/simple'],
  ['pip install -r requirements.txt -c constraints.txt -rdev.txt', 'manifest requirements.txt', 'manifest dev.txt'],
  [
    'pip install -e . && pip install .[dev] ./lib',
    'manifest pyproject.toml',
    'manifest pyproject.toml',
    'manifest lib/pyproject.toml',
  ],
  [
    'pip install https://x.y/flash_attn-2.5.8+cu122-cp310-cp310-linux_x86_64.whl git+https://github.com/a/b.git@v1',
    'pip flash-attn ==2.5.8+cu122 @https://x.y/flash_attn-2.5.8+cu122-cp310-cp310-linux_x86_64.whl',
    'pip github.com/a/b @git+https://github.com/a/b.git@v1',
  ],
  ['pip install torch==${TORCH} ${EXTRA}', 'pip torch ~==${TORCH}'],
  ['pip download a; pip uninstall b; pip --version; pip'],
  ['pip wheel -r r.txt x', 'pip x', 'manifest r.txt'],
  [
    'pip install flash-attn@https://x.y/flash_attn-2.5.8-cp311-cp311-linux_x86_64.whl',
    'pip flash-attn ==2.5.8 @https://x.y/flash_attn-2.5.8-cp311-cp311-linux_x86_64.whl',
  ],
  ['pip --timeout 60 install a', 'pip a'],
  ['uv pip install --system torch==2.7.1 --torch-backend=cu128', `pip torch ==2.7.1 +${WHL}/cu128`],
  ['uv add torch "jupyterlab>=4"', 'pip torch', 'pip jupyterlab ~>=4'],
  ['uv sync --frozen --no-dev', 'manifest pyproject.toml'],
  ['uv sync --project app --extra cu126', 'manifest app/pyproject.toml'],
  ['uv tool install ruff', 'pip ruff'],
  ['poetry install --no-root && poetry add torch@2.7.1', 'pip torch ==2.7.1', 'manifest pyproject.toml'],
  [
    'conda install -y -c pytorch -c nvidia pytorch==2.5.1 pytorch-cuda=12.4 python=3.10.14 conda-forge::numpy',
    'conda pytorch ==2.5.1 +pytorch +nvidia',
    'conda pytorch-cuda ~=12.4 +pytorch +nvidia',
    'conda python ==3.10.14 +pytorch +nvidia',
    'conda numpy <conda-forge',
  ],
  ['mamba create -n env python=3.11 --channel=conda-forge', 'conda python ~=3.11 <conda-forge'],
  [
    'conda env create -f environment.yml && micromamba install --file more.yaml',
    'manifest environment.yml',
    'manifest more.yaml',
  ],
  ['conda env update --name base --file=env.yml', 'manifest env.yml'],
  ['conda clean -afy; conda init; conda config --add channels x'],
  ['sudo -H env PIP_INDEX_URL=https://e.f pip install a', 'pip a <https://e.f'],
  ['conda run -n x pip install a', 'pip a'],
  ['bash -lc "source activate && pip install a==1"', 'pip a ==1'],
  ['if true; then (pip install a) | tee log; fi', 'pip a'],
  ['echo pip install a'],
];

describe('readInstalls', () => {
  it.each(CASES)('%s', (command, ...expected) => {
    expect(told(command)).toEqual(expected);
  });

  it('takes indexes from the environment', () => {
    const variables = { PIP_INDEX_URL: 'https://a', PIP_EXTRA_INDEX_URL: 'https://b https://c' };
    expect(told('pip install x', variables)).toEqual(['pip x <https://a +https://b +https://c']);
    expect(told('pip install -i https://d x', variables)).toEqual(['pip x <https://d +https://b +https://c']);
    expect(told('PIP_INDEX_URL=https://e pip install x')).toEqual(['pip x <https://e']);
    expect(installs('pip config set global.index-url https://f').configuredIndexUrl).toBe('https://f');
  });

  it('gives the place and the text of each package', () => {
    const { packages } = installs('pip install \\\n  torch==2.7.1');
    expect(packages[0]).toMatchObject({ text: 'torch==2.7.1', manager: 'pip' });
    expect(packages[0]?.places[0]).toMatchObject({ line: 2, column: 3, endColumn: 15 });
  });

  it('never throws, whatever the words', () => {
    const word = fc.oneof(
      fc.constantFrom(
        'pip',
        'uv',
        'apt',
        'install',
        'conda',
        'env',
        '-m',
        'python',
        '-r',
        '--index-url',
        '=',
        '-e',
        '.',
        '[',
        ']',
        '==',
        '@',
        '::',
        'constructor',
        '__proto__',
        'npm',
        'apk',
        'add',
        'poetry',
        'sudo',
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        expect(installs(words.join(' '))).toEqual(installs(words.join(' ')));
      }),
      { numRuns: 200 },
    );
  });
});
