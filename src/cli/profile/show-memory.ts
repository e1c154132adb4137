import picocolors from 'picocolors';
import { showPercent } from '../../base/show-numbers.js';
import { formatBytes, formatCount } from '../../base/units.js';
import { wrapText } from '../../base/wrap.js';
import { visibleText } from '../../findings/render/escape.js';
import type { CodeLine, MemoryReport } from '../../runs/report/rank-report.js';
import type { Language } from '../../views/diagram.js';

type Colors = ReturnType<typeof picocolors.createColors>;

interface MemorySentences {
  title(device: string, peak: string | undefined, reserved: string | undefined): string;
  free(free: string, largest: string, reserved: string): string;
  failed(count: number, asked: string, left: string | undefined, line: string | undefined): string;
  /** Of holders that are no function of the user; all others are shown as they are. */
  readonly names: Readonly<Record<string, string>>;
}

/** A report lists so many failed allocations at most. */
const MOST_FAILED = 20;

const SENTENCES: Readonly<Record<Language, MemorySentences>> = {
  en: {
    title: (device, peak, reserved) =>
      `Memory of ${device === 'unknown' ? 'a device that the file does not name' : device}: ${peak === undefined ? 'the peak is not known' : `${peak} at the peak`}${reserved ? `, ${reserved} reserved` : ''}`,
    free: (free, largest, reserved) =>
      `at the end ${free} of ${reserved} reserved are in no tensor, the largest piece has ${largest}`,
    failed: (count, asked, left, line) =>
      `${formatCount(count, 'allocation')}${count === MOST_FAILED ? ' or more' : ''} failed; the first asked for ${asked}${left ? ` while the device had ${left}` : ''}${line ? `, at ${line}` : ''}`,
    names: {},
  },
  zh: {
    title: (device, peak, reserved) =>
      `${device === 'unknown' ? '文件未注明的设备' : device} 的内存：${peak === undefined ? '峰值未知' : `峰值 ${peak}`}${reserved ? `，已保留 ${reserved}` : ''}`,
    free: (free, largest, reserved) => `结束时保留的 ${reserved} 中有 ${free} 未被张量使用，最大的一块 ${largest}`,
    failed: (count, asked, left, line) =>
      `${count} 次${count === MOST_FAILED ? '或更多' : ''}分配失败；第一次请求 ${asked}${left ? `，设备当时剩余 ${left}` : ''}${line ? `，位于 ${line}` : ''}`,
    names: {
      parameters: '参数',
      'optimizer state': '优化器状态',
      inputs: '输入',
      temporaries: '临时张量',
      activations: '激活',
      gradients: '梯度',
      'autograd details': '自动求导中间量',
      uncategorised: '未分类',
      'before the recording': '记录开始之前',
      'no line of Python': '无对应的 Python 行',
    },
  },
};

/** What a recording of memory says: the peak, what held it, what is free in pieces, what failed. */
export function showMemory(
  memory: MemoryReport,
  language: Language,
  top: number,
  width: number,
  { bold }: Colors,
): string[] {
  const says = SENTENCES[language];
  const { device, peakAllocatedBytes, peakReservedBytes, holders = [], fragmentation, outOfMemory = [] } = memory;
  const facts = [
    fragmentation &&
      says.free(
        formatBytes(fragmentation.freeBytes),
        formatBytes(fragmentation.largestFreeBytes),
        formatBytes(fragmentation.reservedBytes),
      ),
    outOfMemory[0] &&
      says.failed(
        outOfMemory.length,
        formatBytes(outOfMemory[0].askedBytes),
        outOfMemory[0].deviceFreeBytes === undefined ? undefined : formatBytes(outOfMemory[0].deviceFreeBytes),
        outOfMemory[0].line && showLine(outOfMemory[0].line),
      ),
  ].filter((fact) => fact !== undefined);
  const peak = peakAllocatedBytes === undefined ? undefined : formatBytes(peakAllocatedBytes);
  const reserved = peakReservedBytes === undefined ? undefined : formatBytes(peakReservedBytes);
  return [
    bold(says.title(visibleText(device), peak, reserved)),
    ...holders.slice(0, top).map(({ name, bytes, line }) => {
      const share = peakAllocatedBytes ? showPercent(bytes / peakAllocatedBytes) : '';
      const at = line ? `  ${showLine(line)}` : '';
      return `  ${formatBytes(bytes).padStart(10)} ${share.padStart(8)}  ${visibleText((Object.hasOwn(says.names, name) ? says.names[name] : undefined) ?? name)}${at}`;
    }),
    ...facts.flatMap((fact) => wrapText(fact, width - 2).map((text) => `  ${text}`)),
  ];
}

function showLine({ file, line }: CodeLine): string {
  return visibleText(`${file}:${line}`);
}
