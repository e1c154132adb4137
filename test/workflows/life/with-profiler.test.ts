import { describe, expect, it } from 'vitest';
import { withProfiler } from '../../../src/workflows/life/with-profiler.js';

const words = (text: string, script?: string): string | undefined =>
  withProfiler(text.split(' '), 'P', script)?.join(' ');

describe('the profiling script in a command', () => {
  it.each([
    ['python train.py --epochs 1', 'python P train.py --epochs 1'],
    ['python3 -u train.py --config other.py', 'python3 -u P train.py --config other.py'],
    ['python -m package.train --lr 1', 'python P -m package.train --lr 1'],
    ['torchrun --standalone --nproc-per-node=2 train.py -m', 'torchrun --standalone --nproc-per-node=2 P train.py -m'],
    ['torchrun --nproc-per-node 2 -m package.train', 'torchrun --nproc-per-node 2 P -m package.train'],
    ['python -m torch.distributed.launch train.py', 'python -m torch.distributed.launch P train.py'],
    ['accelerate launch --num-processes 2 train.py', 'accelerate launch --num-processes 2 P train.py'],
    ['./train.py --epochs 1', 'python3 P ./train.py --epochs 1'],
  ])('%s', (command, expected) => {
    expect(words(command)).toBe(expected);
  });

  it('is given the script as it is called from the workspace', () => {
    expect(words('python /workspace/train.py 1', 'sub/train.py')).toBe('python P sub/train.py 1');
  });

  it.each(['jupyter lab', 'python', 'python -m', 'python -c pass'])('has no place in %s', (command) => {
    expect(words(command)).toBeUndefined();
  });

  it('is not put into words of a shell', () => {
    expect(withProfiler(['sh', '-c', 'python train.py'], 'P')).toBeUndefined();
  });
});
