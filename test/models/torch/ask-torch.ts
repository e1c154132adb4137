import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
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

/** `oracle.py` evaluates with weights as torch makes them; `vision_oracle.py` asks for large models, cheaply. */
export type Oracle = 'oracle.py' | 'vision_oracle.py';

/**
 * What real torch says of each expression. Kept in the folder for temporary files, by the contents of questions, scripts
 * and libraries: with nothing kept, the answers are the same.
 */
export async function askTorch(
  requests: readonly Request[],
  oracle: Oracle = 'oracle.py',
): Promise<readonly unknown[]> {
  const script = join(import.meta.dirname, oracle);
  const questions = requests.map((request) => JSON.stringify(request)).join('\n');
  const folder = join(tmpdir(), 'torchdock-oracle');
  const kept = join(folder, `${keyOf(questions)}.jsonl`);
  if (!existsSync(kept)) {
    const answers = await runPython(script, questions);
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${kept}.${process.pid}`, answers);
    renameSync(`${kept}.${process.pid}`, kept);
  }
  return readFileSync(kept, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

function keyOf(questions: string): string {
  const hash = createHash('sha256');
  for (const script of ['oracle.py', 'vision_oracle.py']) hash.update(readFileSync(join(import.meta.dirname, script)));
  for (const library of ['torch', 'torchvision']) hash.update(readFileSync(`${SITE_PACKAGES}/${library}/version.py`));
  return hash.update(questions).digest('hex').slice(0, 24);
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
