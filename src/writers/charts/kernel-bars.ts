import { groupBy } from '../../base/order.js';
import { groupDigits, showDuration, showPercent } from '../../base/show-numbers.js';
import type { KernelClass, KernelRow } from '../../runs/report/rank-report.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { cleanName, labelKernels } from '../../views/run/short-kernel.js';
import { type WordKey, word } from '../../views/run/words.js';
import { type BarRow, drawBarRows } from './bar-rows.js';
import type { DrawChart } from './chart.js';
import { drawFrame, drawLegend, TOP } from './frame.js';
import type { Hue } from './palette.js';

const MOST_KERNELS = 10;
/** A tooltip of more would be longer than the screen; names of this length are hostile or generated. */
const LONGEST_TOOLTIP = 6000;

const CLASS_ROWS: Readonly<Record<KernelClass, readonly [Hue, WordKey]>> = {
  compute: ['blue', 'kernelClass'],
  communication: ['purple', 'communicationClass'],
  memcpy: ['vermilion', 'memcpyClass'],
  memset: ['yellow', 'memsetClass'],
};

interface KernelSum {
  readonly name: string;
  readonly class: KernelClass;
  readonly calls: number;
  readonly totalNs: number;
  readonly usesTensorCores: boolean;
}

/** The kernels that took longest, of all ranks together, and all others in one bar. */
export const drawKernelBars: DrawChart = (report, options) => {
  const { language } = options;
  const kernels = sumKernels(report);
  const totalNs = kernels.reduce((sum, kernel) => sum + kernel.totalNs, 0);
  if (totalNs <= 0) return undefined;
  const name = 'kernel-bars';
  const rows = rowsOf(kernels, totalNs, language);
  const most = Math.max(...rows.map(({ segments }) => segments[0]?.value ?? 0));
  const bars = drawBarRows(name, rows, TOP, most);
  const classes = (Object.keys(CLASS_ROWS) as KernelClass[]).filter((item) =>
    kernels.slice(0, MOST_KERNELS).some((kernel) => kernel.class === item),
  );
  const items = classes.map((item) => ({ hue: CLASS_ROWS[item][0], text: word(CLASS_ROWS[item][1], language) }));
  const legend = drawLegend(name, items, TOP + bars.height + 4);
  const subtitle = subtitleOf(kernels, totalNs, report.ranks.length, language);
  return drawFrame(
    {
      name,
      title: word('kernelBars', language),
      subtitle,
      description: `${subtitle}. ${rows
        .slice(0, 3)
        .map(({ label, value }) => `${label.slice(0, 120)}: ${value}`)
        .join('; ')}`,
      height: TOP + bars.height + legend.height + 10,
    },
    options,
    bars.markup,
    legend.markup,
  );
};

function sumKernels({ ranks }: RunReport): readonly KernelSum[] {
  const groups = groupBy(
    ranks.flatMap((rank) => rank.kernels),
    ({ name, class: kind }) => `${kind} ${name}`,
  );
  return [...groups.values()].map(sumRows).toSorted((a, b) => b.totalNs - a.totalNs);
}

function sumRows(rows: readonly KernelRow[]): KernelSum {
  const [first] = rows as [KernelRow, ...KernelRow[]];
  return {
    name: first.name,
    class: first.class,
    calls: rows.reduce((sum, { calls }) => sum + calls, 0),
    totalNs: rows.reduce((sum, row) => sum + row.totalNs, 0),
    usesTensorCores: rows.some(({ usesTensorCores }) => usesTensorCores === true),
  };
}

function rowsOf(kernels: readonly KernelSum[], totalNs: number, language: Language): readonly BarRow[] {
  const shown = kernels.slice(0, MOST_KERNELS);
  const labels = labelKernels(shown.map(({ name }) => name));
  const rows = shown.map((kernel, at): BarRow => {
    const value = valueOf(kernel, totalNs, language);
    return {
      label: labels[at] ?? '',
      value,
      tooltip: `${cleanName(kernel.name.slice(0, LONGEST_TOOLTIP))}\n${value}`,
      segments: [{ hue: CLASS_ROWS[kernel.class][0], value: kernel.totalNs }],
    };
  });
  const others = kernels.slice(MOST_KERNELS);
  if (others.length === 0) return rows;
  const rest = {
    calls: others.reduce((sum, { calls }) => sum + calls, 0),
    totalNs: others.reduce((sum, kernel) => sum + kernel.totalNs, 0),
    usesTensorCores: false,
  };
  const label = `${word('rest', language)} (${groupDigits(others.length)})`;
  const value = valueOf(rest, totalNs, language);
  return [
    ...rows,
    { label, value, tooltip: `${label}\n${value}`, segments: [{ hue: 'grey', value: rest.totalNs }], isQuiet: true },
  ];
}

function valueOf(
  { totalNs, calls, usesTensorCores }: Pick<KernelSum, 'totalNs' | 'calls' | 'usesTensorCores'>,
  allNs: number,
  language: Language,
): string {
  const tensor = usesTensorCores ? ` · ${word('tensorCores', language)}` : '';
  return `${showDuration(totalNs)} · ${showPercent(totalNs / allNs)} · ${groupDigits(calls)}×${tensor}`;
}

function subtitleOf(kernels: readonly KernelSum[], totalNs: number, ranks: number, language: Language): string {
  const count = groupDigits(kernels.length);
  const of =
    language === 'zh'
      ? `${count} 种，合计 ${showDuration(totalNs)}`
      : `${count} names, together ${showDuration(totalNs)}`;
  const many = language === 'zh' ? ` · ${ranks} 个 rank 合计` : ` · of ${ranks} ranks`;
  return `${of}${ranks > 1 ? many : ''}`;
}
