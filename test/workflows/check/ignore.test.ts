import { describe, expect, it } from 'vitest';
import { createSourceText } from '../../../src/base/text.js';
import { createMemoryHost } from '../../../src/host/memory-host.js';
import { findIgnoreComments } from '../../../src/workflows/check/find-ignore-comments.js';
import { checkSources } from '../../../src/workflows/check.js';

/** `line: first-last` of each comment that may ask to ignore something. */
async function commentsOf(path: string, text: string): Promise<readonly string[]> {
  const comments = await findIgnoreComments([createSourceText(path, text)]);
  return comments.map(({ place, firstLine, lastLine }) => `${place.line}: ${firstLine}-${lastLine}`);
}

async function check(files: Readonly<Record<string, string>>) {
  const host = createMemoryHost(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`/work/${path}`, text])),
  );
  const { findings, ignored } = await checkSources(host, { paths: ['.'] });
  return {
    found: findings.map(({ code, place }) => `${code} ${place?.file}:${place?.line}`),
    ignored: ignored.map(
      ({ finding: { code, place }, reason }) => `${code} ${place?.file}:${place?.line} ${reason ?? '-'}`,
    ),
  };
}

const NOTE = '# torchdock ignore=SHM-03';

describe('a comment by the rules of its language', () => {
  it('YAML: whole lines and behind values; not in block scalars, quotes and words', async () => {
    const text = `a: 1 ${NOTE}\n\n${NOTE}\n# more\n\nb: |\n  ${NOTE}\nc: "x\n  ${NOTE}"\nd: x${NOTE}\ne: >-\n  text\n${NOTE}\nf: [ ${NOTE}\n  1 ]\n`;
    expect(await commentsOf('compose.yaml', text)).toEqual(['1: 1-1', '3: 6-6', '13: 14-14', '14: 14-14']);
    expect(await commentsOf('compose.yaml', `\uFEFF${NOTE}\r\na: 1\r\n`)).toEqual(['1: 2-2']);
    // A block scalar may begin at the margin when it is the whole document.
    expect(await commentsOf('x.yaml', `--- |\n${NOTE}\n text\n`)).toEqual([]);
  });

  it('Dockerfile: whole lines, for the instruction that follows; inside one for the next line; not in here documents', async () => {
    const text = [
      '# syntax=docker/dockerfile:1',
      NOTE,
      'RUN a \\',
      `  ${NOTE}`,
      '  && b \\',
      '',
      '  && c',
      'RUN <<EOF',
      NOTE,
      'EOF',
      `RUN x ${NOTE}`,
      `${NOTE}`,
      'COPY <<A <<B /',
      NOTE,
      'A',
      'B',
      NOTE,
      'CMD x',
    ].join('\n');
    expect(await commentsOf('Dockerfile', text)).toEqual(['2: 3-7', '4: 5-5', '12: 13-16', '17: 18-18']);
  });

  it('shell: where a word could begin; not in words and here documents; for the whole command that follows', async () => {
    const text = [
      '#!/bin/sh',
      NOTE,
      'docker run \\',
      '  --ipc host x',
      `echo "a`,
      `${NOTE}"`,
      'cat <<EOF',
      NOTE,
      'EOF',
      `for x in 'a`,
      `${NOTE}'; do echo $x; done`,
      `[[ "a`,
      `${NOTE}" == b ]] && ls; ${NOTE}`,
      `ls a${NOTE}`,
    ].join('\n');
    expect(await commentsOf('run.sh', text)).toEqual(['2: 3-4', '13: 13-13']);
    // Without its end nobody knows what is a string.
    expect(await commentsOf('run.sh', `echo "a\n${NOTE}\nls`)).toEqual([]);
  });

  it('JSON, TOML, requirements, make and Markdown', async () => {
    const slashes = NOTE.replace('#', '//');
    expect(
      await commentsOf(
        'devcontainer.json',
        `{ ${slashes}\n ${slashes}\n "a": "${slashes}",\n /* torchdock ignore=SHM-03 */\n "b": 1 }`,
      ),
    ).toEqual(['1: 1-1', '2: 3-3', '4: 5-5']);
    expect(await commentsOf('pyproject.toml', `a = """\n${NOTE}\n"""\n${NOTE}\nb = "${NOTE}" ${NOTE}\n`)).toEqual([
      '4: 5-5',
      '5: 5-5',
    ]);
    expect(await commentsOf('requirements.txt', `torch ${NOTE}\n${NOTE}\na \\\n b\ngit+https://x${NOTE}\n`)).toEqual([
      '1: 1-1',
      '2: 3-4',
    ]);
    expect(
      await commentsOf(
        'Makefile',
        `${NOTE}\nrun:\n\t${NOTE}\n\tdocker \\\n\t run\nX = a \\\n${NOTE}\ndefine Y\n${NOTE}\nendef\n`,
      ),
    ).toEqual(['1: 2-2', '3: 4-5']);
    const html = '<!-- torchdock ignore=SHM-03 -->';
    expect(
      await commentsOf(
        'README.md',
        `${html}\n\n\`\`\`sh\nls\n${html}\n\`\`\`\n\n\`${html}\`\n\n    ${html}\n\n> ${html}\n> \`\`\`\n> x\n> \`\`\`\n`,
      ),
    ).toEqual(['1: 3-6', '12: 13-15']);
  });
});

const COMPOSE = (comment: string): string =>
  `services:\n  lab:\n    image: example.org/lab:1.0\n${comment}    ipc: host\n    network_mode: host\n`;

describe('ignoring', () => {
  it('takes out what is named, with the reason, and nothing else', async () => {
    const { found, ignored } = await check({
      'compose.yaml': COMPOSE('    # torchdock ignore=shm-03 NCCL needs it\n'),
    });
    expect(found).toEqual(['NET-02 compose.yaml:6']);
    expect(ignored).toEqual(['SHM-03 compose.yaml:5 NCCL needs it']);
  });

  it('does so for a whole file, and only for that', async () => {
    const comment = '    # torchdock ignore-file=SHM-03,NET-02\n';
    const { found, ignored } = await check({ 'compose.yaml': COMPOSE(comment), 'other/compose.yaml': COMPOSE('') });
    expect(found).toEqual(['SHM-03 other/compose.yaml:4', 'NET-02 other/compose.yaml:5']);
    expect(ignored).toEqual(['SHM-03 compose.yaml:5 -', 'NET-02 compose.yaml:6 -']);
  });

  it('says what is wrong with a comment', async () => {
    const comment = '    # torchdock ignore=NET-02,SHM-3,DL3006,WHAT-99\n    # torchdock ignore SHM-03\n';
    const host = createMemoryHost({ '/work/compose.yaml': COMPOSE(comment) });
    const { findings } = await checkSources(host, { paths: ['.'] });
    expect(
      findings
        .filter(({ code }) => code.startsWith('IGN'))
        .map(({ code, message, hint }) => `${code} ${message} | ${hint}`),
    ).toEqual([
      'IGN-01 NET-02 is ignored here, but it is not found on the lines that the comment speaks of | Remove the comment, or move it to the line before what is found; ignore-file= is for the whole file.',
      'IGN-02 There is no finding DL3006 to ignore | Did you mean REP-01?',
      'IGN-02 There is no finding SHM-3 to ignore | Did you mean SHM-03?',
      'IGN-02 There is no finding WHAT-99 to ignore | torchdock explain lists all codes.',
      'IGN-03 "torchdock ignore SHM-03" does not say which codes to ignore | Write torchdock ignore=CODE, or ignore=CODE,CODE and then the reason.',
    ]);
  });

  it('can ignore what is said of such comments', async () => {
    const comment = '    # torchdock ignore-file=IGN-01\n    # torchdock ignore=JUP-01\n';
    const { found, ignored } = await check({ 'compose.yaml': COMPOSE(comment) });
    expect(found).toEqual(['SHM-03 compose.yaml:6', 'NET-02 compose.yaml:7']);
    expect(ignored).toEqual(['IGN-01 compose.yaml:5 -']);
  });

  it('understands the comments of hadolint for rules that are the same, and a part before a line', async () => {
    const lines = ['# hadolint ignore=DL3006,DL3024,SC2086', 'FROM python', '# hadolint ignore=DL3007', 'RUN x'];
    const { found, ignored } = await check({ Dockerfile: lines.join('\n') });
    expect(ignored).toEqual(['REP-01 Dockerfile:2 hadolint DL3006, DL3024, SC2086']);
    expect(found).not.toContain('REP-01 Dockerfile:2');
    expect(found.filter((name) => name.startsWith('IGN'))).toEqual([]);
    const global = await check({ Dockerfile: '# hadolint global ignore=DL3006\nFROM python\n' });
    expect(global.found).toContain('REP-01 Dockerfile:2');
  });

  it('counts a comment inside what is found', async () => {
    const text =
      'FROM python:3.12\n# note\nCMD jupyter lab \\\n  # torchdock ignore=JUP-01 behind a proxy\n  --ServerApp.token=""\n';
    const { ignored } = await check({ Dockerfile: text });
    expect(ignored).toEqual(['JUP-01 Dockerfile:3 behind a proxy']);
  });
});
