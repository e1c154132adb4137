import { joinPath } from '../../base/paths.js';
import type { Host } from '../../host/host.js';
import type { RunReport } from '../../runs/report/run-report.js';
import type { Language } from '../../views/diagram.js';
import { CHARTS } from '../../writers/charts/draw-charts.js';
import { writeReport } from '../../writers/report/write-report.js';

/** Writes the report as one page that needs nothing else. */
export function writeRunPage(host: Host, report: RunReport, language: Language, path: string): void {
  const charts = Object.values(CHARTS).flatMap((draw) => draw(report, { language, colors: 'auto' }) ?? []);
  host.writeFile(joinPath(host.workingDirectory, path), writeReport(report, { language, charts }));
}

/**
 * Writes the pictures of a report into a folder, a file each, for Markdown: light and dark, as the page is. Those of which the
 * report knows nothing are not there. The names of the files.
 */
export function writeRunCharts(host: Host, report: RunReport, language: Language, folder: string): readonly string[] {
  const full = joinPath(host.workingDirectory, folder);
  host.makeDirectory(full);
  return Object.entries(CHARTS).flatMap(([name, draw]) => {
    const chart = draw(report, { language, colors: 'auto' });
    if (!chart) return [];
    const file = `${name}.svg`;
    host.writeFile(joinPath(full, file), chart.svg);
    return [file];
  });
}
