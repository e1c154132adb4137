import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../src/base/text.js';
import { toCommandLine } from '../../src/commands/command-line.js';
import { type ContainerFlags, readContainerFlags } from '../../src/commands/container-flags.js';
import type { CommandWord } from '../../src/commands/word.js';
import { parseShell } from '../../src/syntax/shell/parse-shell.js';

const GIGABYTE = 2 ** 30;

function wordsOf(text: string): readonly CommandWord[] {
  const source = createSourceText('--run', text);
  const [command] = parseShell(source).commands;
  return command ? toCommandLine(source, command).words : [];
}

function read(options: string): ContainerFlags {
  return readContainerFlags(wordsOf(`run ${options}`).slice(1));
}

function restOf(options: string): readonly string[] {
  return read(options).rest.map(({ value }) => value);
}

function codesOf(options: string): readonly string[] {
  return read(options).findings.map(({ code }) => code);
}

function settingsOf(options: string): readonly (readonly [string, string])[] {
  return read(options).settings.map(({ name, value }) => [name, value] as const);
}

describe('options of docker run', () => {
  it('reads the acceptance command', () => {
    const flags = read('-it --gpus all -p 8888:8888 -p 2222:22 -v $(pwd)/workspace:/root/workspace pytorch-cuda:2.7');
    expect(flags).toMatchObject({
      ports: [
        { hostPort: 8888, containerPort: 8888, isPublished: true, place: { line: 1, column: 23, endColumn: 32 } },
        { hostPort: 2222, containerPort: 22, isPublished: true },
      ],
      volumes: [{ value: { type: 'bind', source: '$(pwd)/workspace', target: '/root/workspace', isReadOnly: false } }],
      gpus: [{ value: { vendor: 'nvidia', count: 'all' } }],
      environment: [],
      limits: {},
      settings: [{ name: 'interactive', value: 'true' }],
      rest: [{ value: 'pytorch-cuda:2.7' }],
      findings: [],
    });
  });

  it.each([
    ['-it img cmd', ['img', 'cmd']],
    ['-itd img', ['img']],
    ['-dp 80:80 img', ['img']],
    ['-p8888:8888 img', ['img']],
    ['-p=8888:8888 img -p 1', ['img', '-p', '1']],
    ['--rm=false --init img', ['img']],
    ['--net host --ipc=host -- img -x', ['img', '-x']],
    ['--memory-swap -1 --pids-limit -1 img', ['img']],
    ['-l a=b --label c=d --add-host x:1 --log-opt m=1 img', ['img']],
    ['-u "$(id -u):$(id -g)" img', ['img']],
    ['--nosuch img', ['img']],
    ['--nosuch value -it img', ['img']],
    ['--nosuch=value img', ['img']],
    ['--shmsize 8g img', ['img']],
    ['--privilegd img cmd', ['img', 'cmd']],
    ['-z img', ['img']],
  ])('%s leaves %j', (text, expected) => expect(restOf(text)).toEqual(expected));

  it.each([
    ['-m 8g img', { memoryBytes: 8 * GIGABYTE }],
    ['--memory=512MB --cpus 2.5 img', { memoryBytes: GIGABYTE / 2, cpus: 2.5 }],
    ['--shm-size=16gb --pids-limit 512 img', { sharedMemoryBytes: 16 * GIGABYTE, pids: 512 }],
    ['--cpu-quota 150000 img', { cpus: 1.5 }],
    ['--cpu-quota 50000 --cpu-period 200000 img', { cpus: 0.25 }],
    ['--pids-limit=-1 --cpus 0 --memory 0 img', {}],
  ])('%s limits to %j', (text, expected) => {
    const values = Object.entries(read(text).limits).map(([name, limit]) => [name, limit.value]);
    expect(Object.fromEntries(values)).toEqual(expected);
    expect(codesOf(text)).toEqual([]);
  });

  it.each([
    ['--gpus all i', [{ vendor: 'nvidia', count: 'all' }]],
    ['--gpus=-1 i', [{ vendor: 'nvidia', count: 'all' }]],
    ['--gpus 2 i', [{ vendor: 'nvidia', count: 2 }]],
    [`--gpus '"device=0,1"' i`, [{ vendor: 'nvidia', count: 2, devices: ['0', '1'] }]],
    ['--gpus "device=GPU-1a2b" i', [{ vendor: 'nvidia', count: 1, devices: ['GPU-1a2b'] }]],
    [`--gpus 'all,"capabilities=compute,utility"' i`, [{ vendor: 'nvidia', count: 'all' }]],
    ['--gpus $GPUS i', [{ vendor: 'nvidia' }]],
    ['--device nvidia.com/gpu=all i', [{ vendor: 'nvidia', count: 'all' }]],
    ['--device nvidia.com/gpu=0 --device nvidia.com/gpu=1 i', [{ vendor: 'nvidia', count: 2, devices: ['0', '1'] }]],
    ['--device=/dev/kfd --device=/dev/dri i', [{ vendor: 'amd' }]],
    ['--device /dev/dri/renderD128:/dev/dri/renderD128 i', [{ vendor: 'unknown' }]],
    ['--device /dev/nvidia0 --device /dev/nvidiactl i', [{ vendor: 'nvidia', count: 1, devices: ['0'] }]],
    ['--device /dev/video0 i', []],
    ['--runtime nvidia i', [{ vendor: 'nvidia' }]],
    ['--runtime=nvidia -e NVIDIA_VISIBLE_DEVICES=all i', [{ vendor: 'nvidia', count: 'all' }]],
    ['--runtime=nvidia -e NVIDIA_VISIBLE_DEVICES=2,3 i', [{ vendor: 'nvidia', count: 2, devices: ['2', '3'] }]],
    ['--runtime=nvidia -e NVIDIA_VISIBLE_DEVICES=none i', []],
    ['-e NVIDIA_VISIBLE_DEVICES=all i', []],
    ['--gpus 0 i', []],
  ])('%s asks for %j', (text, expected) => expect(read(text).gpus.map(({ value }) => value)).toEqual(expected));

  it('reads environment variables, and says no value that the file does not give', () => {
    expect(
      read('-e A=1 -e=B=x=y --env C -e D=$D -e E="$HOME/e" --env-file .env i').environment.map(({ name, value }) => [
        name,
        value,
      ]),
    ).toEqual([
      ['A', '1'],
      ['B', 'x=y'],
      ['C', undefined],
      ['D', undefined],
      ['E', '$HOME/e'],
    ]);
  });

  it('reads mounts of every form', () => {
    expect(
      read(
        '-v data:/d:ro --volume=/srv:/s --mount type=bind,src=/a,dst=/b,readonly --tmpfs /run:rw,size=64m -v /x ' +
          '--volumes-from other:ro i',
      ),
    ).toMatchObject({
      volumes: [
        { value: { type: 'named', source: 'data', isReadOnly: true } },
        { value: { type: 'bind', source: '/srv' } },
        { value: { type: 'bind', source: '/a', target: '/b', isReadOnly: true } },
        { value: { type: 'tmpfs', target: '/run', sizeBytes: 64 * 2 ** 20 } },
        { value: { type: 'anonymous', target: '/x' } },
      ],
      volumesFrom: [{ value: 'other:ro' }],
    });
  });

  it('keeps exposed ports that are not published', () => {
    expect(read('-P -p 80:80 --expose 80 --expose 6006 i').ports).toMatchObject([
      { containerPort: 80, hostPort: 80, isPublished: true },
      { containerPort: 6006, isPublished: false },
    ]);
    expect(settingsOf('-P i')).toEqual([['publishAll', 'true']]);
  });

  it('keeps the settings, several of one name too', () => {
    expect(
      settingsOf(
        '-u 1000:1000 -w /w --net=host --ipc host --pid=host --privileged --restart unless-stopped -h box --entrypoint sh ' +
          '--read-only --security-opt a --security-opt b --cap-add SYS_PTRACE --ulimit memlock=-1 --rm -d --init ' +
          '--platform linux/arm64 --env-file .env --health-cmd true -i -t i',
      ),
    ).toEqual([
      ['user', '1000:1000'],
      ['workdir', '/w'],
      ['network', 'host'],
      ['ipc', 'host'],
      ['pid', 'host'],
      ['privileged', 'true'],
      ['restart', 'unless-stopped'],
      ['hostname', 'box'],
      ['entrypoint', 'sh'],
      ['readOnly', 'true'],
      ['securityOption', 'a'],
      ['securityOption', 'b'],
      ['capabilityAdd', 'SYS_PTRACE'],
      ['ulimit', 'memlock=-1'],
      ['remove', 'true'],
      ['detach', 'true'],
      ['init', 'true'],
      ['platform', 'linux/arm64'],
      ['envFile', '.env'],
      ['healthcheck', 'true'],
      ['interactive', 'true'],
    ]);
  });

  it.each([
    ['--gpu all i', ['RUN-01'], 'Did you mean --gpus?'],
    ['--shm_size 8g i', ['RUN-01'], 'Did you mean --shm-size?'],
    ['-z i', ['RUN-01'], 'Remove it, or look it up in the help of the command.'],
    ['-it --name', ['RUN-02'], 'Write the value after --name, or remove the option.'],
    ['--name --rm i', ['RUN-02'], 'Write the value after --name, or remove the option.'],
    [
      '-p localhost:80:80 i',
      ['RUN-04'],
      'Write hostPort:containerPort, with an IP address before it to publish on one address only.',
    ],
    ['--shm-size 8gigs i', ['RUN-05'], 'Write a number with b, k, m or g, such as 8g.'],
    ['-v a/b:/c i', ['RUN-06'], undefined],
    ['--mount type=bind,target=/c i', ['RUN-06'], undefined],
    ['--gpus device=0,1 i', ['RUN-07'], undefined],
    ['--gpus 0 i', ['RUN-08'], undefined],
    ['--cpus four i', ['RUN-09'], 'Give --cpus a number.'],
    ['-e =x i', ['RUN-09'], undefined],
    ['-gpus all i', ['RUN-10'], 'Write --gpus, with plain hyphens.'],
    ['–gpus all i', ['RUN-10'], 'Write --gpus, with plain hyphens.'],
    ['—rm i', ['RUN-10'], 'Write --rm, with plain hyphens.'],
    ['-p $PORT:80 i', ['RUN-12'], undefined],
    ['-m $MEM i', ['RUN-12'], undefined],
  ])('%s is reported as %j', (text, codes, hint) => {
    const { findings, rest } = read(text);
    expect(findings.map(({ code }) => code)).toEqual(codes);
    expect(hint === undefined || findings[0]?.hint === hint).toBe(true);
    expect(findings[0]?.place?.line).toBe(1);
    expect(rest.map(({ value }) => value)).toEqual(text.endsWith(' i') ? ['i'] : []);
  });

  it('reads what is certain of a port with a variable', () => {
    expect(read('-p ${PORT:-80}:8888/tcp i').ports).toMatchObject([{ containerPort: 8888, isPublished: true }]);
    expect(read('-p $A:$A i').ports).toEqual([]);
  });

  it('never throws, and reads the same again', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '-it',
        '--gpus',
        '-p',
        '-v',
        '--rm',
        '--shm-size=8g',
        '--',
        '-',
        '--mount',
        '=',
        '-e',
        '--x',
        'i',
      ),
      fc.string({ unit: 'binary' }),
    );
    const place = { file: 'x.sh', line: 1, column: 1, endLine: 1, endColumn: 2 };
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, fc.boolean()), { maxLength: 12 }), (pieces) => {
        const words = pieces.map(([value, hasExpansion]) => ({ value, hasExpansion, place }));
        const first = readContainerFlags(words);
        expect(readContainerFlags(words)).toEqual(first);
        expect(words.slice(words.length - first.rest.length).map(({ value }) => value)).toEqual(
          first.rest.map(({ value }) => value),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('bounds what one line can report', () => {
    const words = Array.from({ length: 100_000 }, (_, index) => ({
      value: `--option${index}`,
      hasExpansion: false,
      place: { file: 'x.sh', line: 1, column: 1, endLine: 1, endColumn: 2 },
    }));
    expect(readContainerFlags(words).findings).toHaveLength(20);
  });
});
