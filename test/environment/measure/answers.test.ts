import { describe, expect, it } from 'vitest';
import {
  hasSubordinateLine,
  isWslVersion,
  readSystemNumber,
  readToolkitVersion,
} from '../../../src/environment/measure/doctor/system-files.js';
import { readListeners } from '../../../src/environment/measure/listeners.js';
import { readSshAnswer } from '../../../src/environment/measure/ssh-answers.js';

describe('what ssh says', () => {
  const read = (stderr: string, status: number | undefined = 255) => readSshAnswer({ status, stderr });

  it('names the methods of a refusal', () => {
    expect(read('torch@127.0.0.1: Permission denied (publickey).\n')).toEqual({
      kind: 'refused',
      methods: ['publickey'],
    });
    expect(read('Permission denied (publickey,password,keyboard-interactive).')).toEqual({
      kind: 'refused',
      methods: ['publickey', 'password', 'keyboard-interactive'],
    });
    expect(read('Permission denied ().')).toEqual({ kind: 'refused', methods: [] });
  });

  it('is let in, or unclear', () => {
    expect(read('', 0)).toEqual({ kind: 'let-in' });
    expect(readSshAnswer({ status: undefined, stderr: 'ENOENT' })).toEqual({
      kind: 'unclear',
      reason: 'there is no ssh program on this host',
    });
    expect(read('a line\nHost key verification failed.\r\n')).toEqual({
      kind: 'unclear',
      reason: 'Host key verification failed.',
    });
    expect(read('')).toEqual({ kind: 'unclear', reason: 'ssh ended with status 255' });
  });
});

describe('what listens', () => {
  it('reads addresses of both families, and only those that listen', () => {
    const tcp = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:22B8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
      '   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
      '   2: 0100007F:22B8 0100007F:A0F0 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
    ].join('\n');
    expect(readListeners(tcp)).toEqual([
      { address: '127.0.0.1', port: 8888 },
      { address: '0.0.0.0', port: 8080 },
    ]);
    const line = (hex: string) => `   0: ${hex}:22B8 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 1`;
    const address = (hex: string) => readListeners(line(hex))[0]?.address;
    expect(address('00000000000000000000000000000000')).toBe('::');
    expect(address('00000000000000000000000001000000')).toBe('::1');
    expect(address('0000000000000000FFFF00000100007F')).toBe('127.0.0.1');
    expect(address('B80D0120000000000000000001000000')).toBe('2001:db8:0:0:0:0:0:1');
    expect(readListeners('')).toEqual([]);
  });
});

it('reads files of the system', () => {
  expect(hasSubordinateLine('me:100000:65536\n', 'me', 1000)).toBe(true);
  expect(hasSubordinateLine('1000:100000:65536\n', 'me', 1000)).toBe(true);
  expect(hasSubordinateLine('you:100000:65536\nme:100000:0\nme\n', 'me', 1000)).toBe(false);
  expect(readToolkitVersion('NVIDIA Container Toolkit CLI version 1.17.8\ncommit: f202b80\n')).toBe('1.17.8');
  expect(readToolkitVersion('nvidia-ctk: hello')).toBeUndefined();
  expect(readSystemNumber('192536\n')).toBe(192_536);
  expect(readSystemNumber('a lot')).toBeUndefined();
  expect(readSystemNumber(undefined)).toBeUndefined();
  expect(isWslVersion('Linux version 5.15.153.1-microsoft-standard-WSL2 (root@941d701f84f1)')).toBe(true);
  expect(isWslVersion('Linux version 6.1.0-18-amd64 (debian-kernel@lists.debian.org)')).toBe(false);
});
