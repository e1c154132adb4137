import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RequiredTool } from '../../setup/tools.js';

export const SITE_PACKAGES = '/usr/lib/python3/dist-packages';

export const DEBIAN_TORCH: RequiredTool = {
  name: 'torch and torchvision of Debian',
  isPresent: () => existsSync(`${SITE_PACKAGES}/torchvision/models/resnet.py`) && existsSync(`${SITE_PACKAGES}/torch`),
  installCommand: 'apt-get install python3-torch python3-torchvision',
};

export interface Request {
  readonly expression: string;
  /** Arguments of a call, when the expression gives a module. */
  readonly input?: string;
  readonly training?: boolean;
}

/** What real torch says of each expression. Kept in the folder for temporary files, by the contents of the questions. */
export async function askTorch(requests: readonly Request[]): Promise<readonly unknown[]> {
  const script = join(import.meta.dirname, 'oracle.py');
  const questions = requests.map((request) => JSON.stringify(request)).join('\n');
  const key = createHash('sha256').update(readFileSync(script)).update(questions).digest('hex').slice(0, 24);
  const folder = join(tmpdir(), 'torchdock-oracle');
  const kept = join(folder, `${key}.jsonl`);
  if (!existsSync(kept)) {
    const answers = await runPython(script, questions);
    mkdirSync(folder, { recursive: true });
    writeFileSync(kept, answers);
  }
  return readFileSync(kept, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

function runPython(script: string, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('/usr/bin/python3', [script], { maxBuffer: 2 ** 28 }, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
    child.stdin?.end(`${input}\n`);
  });
}
