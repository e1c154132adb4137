import { quoteWordOnLine } from '../../../base/shell/escape.js';
import type { ImageStep } from '../../../environment/plan/plan.js';
import { escapeReplacement } from '../escape.js';
import { type RunCommand, withComment, writeRun } from '../run-instruction.js';

type SystemPackages = Extract<ImageStep, { readonly kind: 'system-packages' }>;

/** Not apt's own folder: images of Docker empty that one after each install, and Buildah takes the folder away. */
const CACHE = '/var/cache/torchdock-apt';
/** Lists of sources in which the mirror stands, for the length of one RUN. */
const SOURCES = '/tmp/torchdock-sources';

/** The mirrors that Debian and Ubuntu put into their images, in both forms of their lists, and what is after the host. */
const OWN_MIRRORS = [
  { pattern: 'https?://[a-z0-9.-]*debian\\.org/debian-security/?', suffix: '-security' },
  { pattern: 'https?://[a-z0-9.-]*debian\\.org/debian/?', suffix: '' },
  { pattern: 'https?://[a-z0-9.-]*ubuntu\\.com/ubuntu(-ports)?/?', suffix: '' },
];

export function writeSystemPackages({ names, mirror }: SystemPackages, comment?: readonly string[]): string[] {
  if (names.length === 0) return [];
  const options =
    mirror === undefined ? [] : ['-o Dir::Etc::SourceList=/dev/null', `-o Dir::Etc::SourceParts=${SOURCES}`];
  const run = writeRun(
    [{ target: CACHE, isLocked: true }],
    [
      { line: `mkdir -p ${CACHE}/partial` },
      ...(mirror === undefined ? [] : useMirror(mirror)),
      { line: 'apt-get update', more: options },
      {
        line: 'DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends',
        more: [...options, `-o Dir::Cache::archives=${CACHE}`, ...names.map(quoteWordOnLine)],
      },
      { line: `rm -rf /var/lib/apt/lists/*${mirror === undefined ? '' : ` ${SOURCES}`}` },
    ],
  );
  const ofMirror =
    mirror === undefined
      ? []
      : ["The mirror takes the place of the system's own in this step only; the lists of the image stay as they are."];
  return [withComment([...(comment ?? PURPOSE), ...ofMirror], run)];
}

const PURPOSE = ['Packages of the system. What apt downloads is kept beside the image, for the next build.'];

/** A copy of the image's own lists in which the mirror stands: whatever release and parts they name stay named. */
function useMirror(mirror: string): readonly RunCommand[] {
  const base = mirror.replace(/\/+$/, '');
  const scripts = OWN_MIRRORS.map(({ pattern, suffix }) =>
    quoteWordOnLine(`s,${pattern},${escapeReplacement(`${base}${suffix}`)},g`),
  );
  return [
    { line: `mkdir -p ${SOURCES}` },
    {
      line: 'for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do',
      more: [
        '[ ! -f "$list" ] || sed -E',
        ...scripts.map((script) => `    -e ${script}`),
        `    "$list" > "${SOURCES}/$(basename "$list")" || exit 1;`,
        'done',
      ],
    },
  ];
}
