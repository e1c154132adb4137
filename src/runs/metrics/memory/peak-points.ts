/** A report keeps at most so many points of memory over time. */
const MOST_POINTS = 500;

/** A level over time, kept small while it grows: each point stands for some neighbours and has the highest of them. */
export interface PeakPoints {
  add(timeNs: number, bytes: number): void;
  points(): (readonly [number, number])[];
}

export function createPeakPoints(): PeakPoints {
  let times: number[] = [];
  let levels: number[] = [];
  /** Levels that one point stands for. */
  let width = 1;
  let within = 0;
  const halve = (): void => {
    const even = (_: number, index: number): boolean => index % 2 === 0;
    const isSecondHigher = (index: number): boolean => (levels[index + 1] ?? -Infinity) > (levels[index] ?? 0);
    const heights = levels.map((level, index) => (isSecondHigher(index) ? (levels[index + 1] ?? level) : level));
    const moments = times.map((time, index) => (isSecondHigher(index) ? (times[index + 1] ?? time) : time));
    levels = heights.filter(even);
    times = moments.filter(even);
    width *= 2;
    within = width;
  };
  return {
    add: (timeNs, bytes) => {
      const last = levels.length - 1;
      if (within < width && last >= 0) {
        within += 1;
        if (bytes <= (levels[last] as number)) return;
        levels[last] = bytes;
        times[last] = timeNs;
        return;
      }
      if (levels.length === MOST_POINTS) halve();
      levels.push(bytes);
      times.push(timeNs);
      within = 1;
    },
    points: () => times.map((time, index) => [time, levels[index] as number]),
  };
}
