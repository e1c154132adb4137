import { formatBytes } from '../../base/units.js';
import { metricFindings } from '../../findings/catalog/metric.js';
import { type MetricsReader, type MetricsReport, reportNothing } from './metrics-reader.js';

/** For formats that can only be read as a whole: holds the bytes up to a bound, and says so of a file that is larger. */
export function createWholeFileReader(
  file: string,
  what: string,
  mostBytes: number,
  read: (bytes: Uint8Array) => MetricsReport,
): MetricsReader {
  let chunks: Uint8Array[] = [];
  let size = 0;
  return {
    push: (bytes) => {
      size += bytes.length;
      if (size > mostBytes) chunks = [];
      else chunks.push(bytes.slice());
    },
    finish: () => {
      if (size > mostBytes) {
        const reason = `it has ${formatBytes(size)}, and at most ${formatBytes(mostBytes)} are read`;
        return reportNothing(metricFindings.unreadableMetrics({ file, what, reason }));
      }
      const whole = new Uint8Array(size);
      let at = 0;
      for (const chunk of chunks) {
        whole.set(chunk, at);
        at += chunk.length;
      }
      chunks = [];
      return read(whole);
    },
  };
}
