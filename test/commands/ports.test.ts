import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileStart } from '../../src/base/text.js';
import { parseExposedPort, parsePublishedPort } from '../../src/commands/ports.js';

const place = fileStart('run.sh');
const tcp = { count: 1, protocol: 'tcp', isPublished: true, place };

describe('a published port', () => {
  it.each([
    ['8888', { ...tcp, containerPort: 8888 }],
    ['8888:8888', { ...tcp, containerPort: 8888, hostPort: 8888 }],
    ['2222:22', { ...tcp, containerPort: 22, hostPort: 2222 }],
    ['127.0.0.1:8888:8888/tcp', { ...tcp, containerPort: 8888, hostPort: 8888, hostAddress: '127.0.0.1' }],
    ['127.0.0.1::8888', { ...tcp, containerPort: 8888, hostAddress: '127.0.0.1' }],
    ['0.0.0.0:6006:6006', { ...tcp, containerPort: 6006, hostPort: 6006 }],
    ['[::]:6006:6006', { ...tcp, containerPort: 6006, hostPort: 6006 }],
    ['[::1]:80:80', { ...tcp, containerPort: 80, hostPort: 80, hostAddress: '::1' }],
    ['::1:80:81', { ...tcp, containerPort: 81, hostPort: 80, hostAddress: '::1' }],
    ['53:53/udp', { ...tcp, containerPort: 53, hostPort: 53, protocol: 'udp' }],
    ['5000:5000/SCTP', { ...tcp, containerPort: 5000, hostPort: 5000, protocol: 'sctp' }],
    ['7000-7003:8000-8003', { ...tcp, containerPort: 8000, hostPort: 7000, count: 4 }],
    ['8000-8003', { ...tcp, containerPort: 8000, count: 4 }],
    ['8000-9000:80', { ...tcp, containerPort: 80 }],
    ['0:80', { ...tcp, containerPort: 80 }],
    [':80', { ...tcp, containerPort: 80 }],
  ])('%s', (text, expected) => expect(parsePublishedPort(text, place)).toEqual(expected));

  it.each([
    '',
    ':',
    '80:',
    'http',
    '0',
    '80:0',
    '65536',
    '70000:80',
    '-1',
    '8888:8888/http',
    '8888/',
    '9-8',
    '8000-8002:9000-9001',
    '80:8000-8001',
    'localhost:80:80',
    '1.2.3:80:80',
    '256.0.0.1:80:80',
    '[]:80:80',
    '80:80:80',
    '$PORT:80',
    '80 80',
    '８０',
  ])('%j is refused', (text) => expect(parsePublishedPort(text, place)).toBeUndefined());

  it('is read back from what was written', () => {
    const port = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(port, port, fc.ipV4(), (hostPort, containerPort, address) => {
        const read = parsePublishedPort(`${address}:${hostPort}:${containerPort}`, place);
        expect(read).toMatchObject({ hostPort, containerPort, count: 1 });
        expect(read?.hostAddress ?? '0.0.0.0').toBe(address);
      }),
      { numRuns: 100 },
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => [parsePublishedPort(text, place), parseExposedPort(text, place)]).not.toThrow();
      }),
      { numRuns: 100 },
    );
  });
});

describe('an exposed port', () => {
  it('is not published', () => {
    expect(parseExposedPort('8888', place)).toEqual({ ...tcp, containerPort: 8888, isPublished: false });
    expect(parseExposedPort('6000-6010/udp', place)).toMatchObject({ containerPort: 6000, count: 11, protocol: 'udp' });
  });
  it.each(['', '80:80', '0', 'x', '80/'])('%j is refused', (text) =>
    expect(parseExposedPort(text, place)).toBeUndefined(),
  );
});
