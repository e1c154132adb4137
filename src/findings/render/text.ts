import picocolors from 'picocolors';
import { formatCount } from '../../base/units.js';
import { wrapText } from '../../base/wrap.js';
import type { Finding, Severity } from '../finding.js';
import { visibleText } from './escape.js';
import type { FindingsContext } from './format.js';
import { frameSource } from './source-frame.js';

type Colors = ReturnType<typeof picocolors.createColors>;

const COLORS: Readonly<Record<Severity, 'red' | 'yellow' | 'cyan'>> = { error: 'red', warning: 'yellow', info: 'cyan' };
const MAXIMUM_WIDTH = 120;

/** Findings for a person at a terminal: what is wrong, where, the source line, what to do; then how many there are. */
export function renderText(findings: readonly Finding[], context: FindingsContext): string {
  const ignored = context.ignored?.length ?? 0;
  if (findings.length + ignored === 0) return '';
  const colors = picocolors.createColors(context.hasColor);
  const frames = findings.map((finding) => `${renderFrame(finding, context, colors).join('\n')}\n\n`);
  const counts = [...countFindings(findings), ...(ignored > 0 ? [`${ignored} ignored`] : [])];
  return `${frames.join('')}${colors.bold(counts.join(', '))}\n`;
}

/** `2 errors`, `1 warning`. */
function countFindings(findings: readonly Finding[]): readonly string[] {
  const severities: readonly Severity[] = ['error', 'warning', 'info'];
  return severities
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => formatCount(count, severity, severity === 'info' ? 'infos' : `${severity}s`));
}

function renderFrame(finding: Finding, context: FindingsContext, colors: Colors): string[] {
  const { code, severity, place } = finding;
  const width = Math.max(40, Math.min(context.columns, MAXIMUM_WIDTH));
  const paint = colors[COLORS[severity]];
  const label = `${severity} ${code}:`;
  const [first = '', ...rest] = wrapText(`${label} ${visibleText(finding.message)}`, width - 2);
  return [
    `${paint(colors.bold(label))}${colors.bold(first.slice(label.length))}`,
    ...rest.map((line) => `  ${colors.bold(line)}`),
    ...(place ? [colors.cyan(`  ${visibleText(place.file)}:${place.line}:${place.column}`)] : []),
    ...renderSource(finding, context, width, colors),
    ...renderHint('help:', finding.hint, width, colors),
    ...renderHint('mend:', finding.mend?.isCertain ? `${finding.mend.title} (check --fix)` : undefined, width, colors),
  ];
}

function renderSource({ place, severity }: Finding, context: FindingsContext, width: number, colors: Colors): string[] {
  const source = place && context.source(place.file);
  if (!source) return [];
  const number = String(place.line);
  const gutter = number.length + 5;
  const frame = frameSource(source, place, width - gutter);
  if (!frame) return [];
  const mark = `${' '.repeat(frame.markStart)}${colors[COLORS[severity]]('^'.repeat(frame.markWidth))}`;
  return [`${colors.dim(`  ${number} |`)} ${frame.text}`, `${colors.dim(`  ${' '.repeat(number.length)} |`)} ${mark}`];
}

function renderHint(label: string, hint: string | undefined, width: number, colors: Colors): string[] {
  if (hint === undefined) return [];
  const lines = wrapText(visibleText(hint), width - 8);
  return lines.map((line, index) => `  ${index === 0 ? colors.green(label) : '     '} ${line}`);
}
