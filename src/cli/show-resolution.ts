import picocolors from 'picocolors';
import { writeJsonDocument } from '../base/json-document.js';
import { formatCount } from '../base/units.js';
import { wrapText } from '../base/wrap.js';
import type { EnvironmentRequest } from '../environment/resolver/request.js';
import type { Alternative, Choice, DriverChoice, Reason, Resolution } from '../environment/resolver/resolution.js';
import { describeDemand, describeGpuName } from '../environment/resolver/words.js';
import { visibleText } from '../findings/render/escape.js';
import type { CommandContext } from './command.js';
import { type HelpRow, layoutColumns, readableWidth } from './help/columns.js';

/** Shows a resolution to a person: the verdict, the versions, what to type, and why. */
export function showResolution(
  resolution: Resolution,
  request: EnvironmentRequest,
  { host, print, say }: CommandContext,
): void {
  const { verdict, choice, reasons, alternatives, asOf } = resolution;
  const width = readableWidth(host.terminal.columns);
  const { bold } = picocolors.createColors(host.terminal.hasColor);
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = choice
    ? [
        ['These versions fit together:', layoutColumns(choiceRows(choice), width)],
        ['Install:', choice.install.flatMap((line) => commandLines(line, width))],
        ['Why:', reasonLines(reasons, width)],
      ]
    : [
        [`This does not fit, for ${formatCount(reasons.length, 'reason')}:`, reasonLines(reasons, width)],
        [
          alternatives.length === 1 ? 'The nearest that fits:' : 'The nearest that fit:',
          alternatives.flatMap((one, at) => alternativeLines(one, at, { request, width })),
        ],
      ];
  print(sections.map(([title, lines]) => [bold(title), ...lines.map(visibleText)].join('\n')).join('\n\n'));
  const first = verdict === 'fits' ? reasons.find(({ severity }) => severity !== 'info') : reasons[0];
  say(`Facts of ${asOf}.${first ? ` torchdock explain ${first.code} says more.` : ''}`);
}

function choiceRows(choice: Choice): readonly HelpRow[] {
  const { torch, companions, cuda, cudnn, python, os, base, driver, gpu } = choice;
  return [
    ['PyTorch', torch],
    ...Object.entries(companions).map(([name, version]): HelpRow => [name, version ?? 'not in my data']),
    ['CUDA', cuda === 'cpu' ? 'none: the build for the CPU' : cuda],
    ...(cudnn === undefined ? [] : [['cuDNN', cudnn] as const]),
    ['Python', python],
    ['System', os],
    ['Base image', base],
    ...(driver ? [['Driver', driverText(driver)] as const] : []),
    ...(gpu
      ? [['GPU', `${describeGpuName(gpu)}: binary code ${yesOrNo(gpu.isExact)}, PTX ${yesOrNo(gpu.isViaPtx)}`] as const]
      : []),
  ];
}

function driverText({ minimum, toolkit, given }: DriverChoice): string {
  const needs = `${minimum ?? 'unknown'} or newer to run, ${toolkit ?? 'unknown'} for all of it`;
  if (!given) return needs;
  return `${needs}; yours, ${given.version}: runs ${yesOrNo(given.runs)}, all of it ${yesOrNo(given.isFull)}`;
}

function yesOrNo(value: boolean | undefined): string {
  return value === undefined ? 'unknown' : value ? 'yes' : 'no';
}

function reasonLines(reasons: readonly Reason[], width: number): readonly string[] {
  return reasons.flatMap(({ code, severity, message }) => {
    const text = `${severity === 'warning' ? 'Mind: ' : ''}${message}.`;
    return wrapText(text, width - 10).map((line, at) => `  ${(at === 0 ? code : '').padEnd(8)}${line}`);
  });
}

function alternativeLines(
  { keeps, givesUp, choice }: Alternative,
  at: number,
  { request, width }: { readonly request: EnvironmentRequest; readonly width: number },
): readonly string[] {
  const { torch, cuda, cudnn, python, os, base, companions, install } = choice;
  const versions = [
    `PyTorch ${torch}`,
    cuda === 'cpu' ? 'CPU' : `CUDA ${cuda}`,
    ...(cudnn === undefined ? [] : [`cuDNN ${cudnn}`]),
    `Python ${python}`,
    os,
    ...Object.entries(companions).map(([name, version]) => `${name} ${version ?? '(not in my data)'}`),
  ].join(', ');
  const nameDemands = (names: Alternative['keeps']): string =>
    names.map((name) => describeDemand(name, request)).join(', ');
  const rows: readonly HelpRow[] = [
    ...(keeps.length > 0 ? [['keeps', nameDemands(keeps)] as const] : []),
    ['gives up', nameDemands(givesUp)],
    ['base', base],
  ];
  return [
    ...(at > 0 ? [''] : []),
    ...wrapText(versions, width - 5).map((line, row) => `${row === 0 ? `  ${at + 1}. ` : '     '}${line}`),
    ...layoutColumns(rows, width - 3, 12).map((line) => `   ${line}`),
    ...install.flatMap((line) => commandLines(line, width - 3)).map((line) => `   ${line}`),
  ];
}

/** A command as it can be typed: continued with backslashes where it is too long. */
function commandLines(command: string, width: number): readonly string[] {
  if (command.length + 2 <= width) return [`  ${command}`];
  const [head, index] = command.split(/ (?=--index-url)/);
  return index === undefined ? [`  ${command}`] : [`  ${head} \\`, `    ${index}`];
}

/** The document `resolution/1`; `null` stands for what is not known. */
export function toResolutionDocument(resolution: Resolution, request: EnvironmentRequest): string {
  const { verdict, choice, reasons, alternatives, asOf } = resolution;
  const document = {
    schema: 'resolution/1',
    verdict,
    request: toRequestRecord(request),
    choice: choice ? toChoiceRecord(choice) : null,
    reasons,
    alternatives: alternatives.map(({ keeps, givesUp, choice: one }) => ({
      keeps,
      gives_up: givesUp,
      choice: toChoiceRecord(one),
    })),
    as_of: asOf,
  };
  return writeJsonDocument(document);
}

function toRequestRecord({ os, gpu, companions, ...versions }: EnvironmentRequest): unknown {
  return {
    ...versions,
    ...(os ? { os: os.kind === 'known' ? os.system.name : os.name } : {}),
    ...(gpu ? { gpu: gpu.name } : {}),
    with: companions,
  };
}

function toChoiceRecord(choice: Choice): unknown {
  const { torch, cuda, cudnn, python, os, base, indexUrl, companions, driver, gpu, install } = choice;
  return {
    torch,
    cuda,
    cudnn: cudnn ?? null,
    python,
    os,
    base,
    indexUrl,
    companions: Object.fromEntries(Object.entries(companions).map(([name, version]) => [name, version ?? null])),
    driver: driver ? toDriverRecord(driver) : null,
    gpu: gpu
      ? { name: gpu.name, capability: gpu.capability, exact: gpu.isExact ?? null, viaPtx: gpu.isViaPtx ?? null }
      : null,
    install,
  };
}

function toDriverRecord({ minimum, toolkit, given }: DriverChoice): unknown {
  return {
    minimum: minimum ?? null,
    toolkit: toolkit ?? null,
    given: given ? { version: given.version, runs: given.runs ?? null, full: given.isFull ?? null } : null,
  };
}
