import { describe, expect, it } from 'vitest';
import { createMemoryHost, type MemoryHost } from '../../src/host/memory-host.js';
import { type Docs, type DocsRequest, refreshDocs } from '../../src/workflows/docs.js';

const COMPOSE = `services:
  lab:
    image: pytorch/pytorch:2.6.0-cuda12.4-cudnn9-runtime
    ports:
      - "8888:8888"
`;

const MARKERS = `<!-- torchdock:begin id=deploy view=deployment -->
<!-- torchdock:end id=deploy -->
`;

function refresh(host: MemoryHost, request: Partial<DocsRequest> = {}): Promise<Docs> {
  return refreshDocs(host, { files: [], mode: 'write', ...request });
}

function textOf(host: MemoryHost, path: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(host.files.get(path));
}

function statesOf({ files }: Docs): readonly string[] {
  return files.flatMap(({ path, blocks }) => blocks.map(({ id, state }) => `${path} ${id} ${state}`));
}

function codesOf({ findings }: Docs): readonly string[] {
  return findings.map(({ code, place }) => (place ? `${code} ${place.file}:${place.line}` : code));
}

describe('docs', () => {
  it('draws an empty block, and has nothing to do the second time', async () => {
    const host = createMemoryHost({ '/work/README.md': `# Lab\n\n${MARKERS}\nEnd`, '/work/compose.yaml': COMPOSE });
    const first = await refresh(host);
    expect(statesOf(first)).toEqual(['README.md deploy missing']);
    expect(first.files[0]?.isWritten).toBe(true);
    const text = textOf(host, '/work/README.md');
    expect(text).toMatch(/^# Lab\n\n<!-- torchdock:begin id=deploy view=deployment -->\n\n```mermaid\n[^`]+```\n\n/);
    expect(text).toMatch(/<!-- torchdock:end id=deploy sum=[0-9a-f]{12} -->\n\nEnd$/);
    const second = await refresh(host);
    expect(statesOf(second)).toEqual(['README.md deploy fresh']);
    expect(second.files[0]?.isWritten).toBe(false);
    expect(textOf(host, '/work/README.md')).toBe(text);
  });

  it('finds what is out of date and says what changed', async () => {
    const host = createMemoryHost({ '/work/README.md': MARKERS, '/work/compose.yaml': COMPOSE });
    await refresh(host);
    const before = textOf(host, '/work/README.md');
    host.writeFile(
      '/work/compose.yaml',
      COMPOSE.replace('2.6.0-cuda12.4', '2.7.1-cuda12.6').concat('      - "6006:6006"\n'),
    );
    const checked = await refresh(host, { mode: 'check' });
    expect(statesOf(checked)).toEqual(['README.md deploy stale']);
    expect(codesOf(checked)).toEqual(['BLK-14 README.md:1']);
    expect(checked.files[0]?.blocks[0]?.changes).toContain('~ PyTorch 2.6 → 2.7 (compose.yaml:3)');
    expect(checked.files[0]?.blocks[0]?.changes).toContain('+ port 6006 (compose.yaml:6) to Unknown service');
    expect(textOf(host, '/work/README.md')).toBe(before);
    await refresh(host);
    expect(statesOf(await refresh(host, { mode: 'check' }))).toEqual(['README.md deploy fresh']);
  });

  it('does not depend on the lines of the page it stands in', async () => {
    const page = (lines: string): string =>
      `${MARKERS}\n${lines}\`\`\`sh\ndocker run -p 8888:8888 lab:1\n\`\`\`\n\n\`\`\`sh\ndocker run lab:1\n\`\`\`\n`;
    const host = createMemoryHost({ '/work/README.md': page('') });
    await refresh(host);
    expect(statesOf(await refresh(host))).toEqual(['README.md deploy fresh']);
    host.writeFile('/work/README.md', textOf(host, '/work/README.md').replace('\n```sh', '\nMore.\n\n```sh'));
    expect(statesOf(await refresh(host, { mode: 'check' }))).toEqual(['README.md deploy fresh']);
  });

  it('keeps what a person wrote, until it is told not to', async () => {
    const host = createMemoryHost({ '/work/README.md': MARKERS, '/work/compose.yaml': COMPOSE });
    await refresh(host);
    const edited = textOf(host, '/work/README.md').replace('<!-- torchdock:end', 'My note.\n\n<!-- torchdock:end');
    host.writeFile('/work/README.md', edited);
    const left = await refresh(host);
    expect(statesOf(left)).toEqual(['README.md deploy edited']);
    expect(codesOf(left)).toEqual(['BLK-13 README.md:1']);
    expect(textOf(host, '/work/README.md')).toBe(edited);
    expect(codesOf(await refresh(host, { force: true }))).toEqual([]);
    expect(textOf(host, '/work/README.md')).not.toContain('My note.');
  });

  it('keeps a byte order mark, CRLF and every other byte', async () => {
    const page = `\uFEFF# Lab \r\n\r\n${MARKERS.replaceAll('\n', '\r\n')}\r\n\tEnd\r\n\r\n`;
    const host = createMemoryHost({ '/work/README.md': page, '/work/compose.yaml': COMPOSE });
    await refresh(host);
    const text = textOf(host, '/work/README.md');
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(text.startsWith('\uFEFF# Lab \r\n\r\n<!--')).toBe(true);
    expect(text.endsWith('-->\r\n\r\n\tEnd\r\n\r\n')).toBe(true);
  });

  it('is content with a checkout that turned every line end, and with what formatters do', async () => {
    const host = createMemoryHost({ '/work/README.md': MARKERS, '/work/compose.yaml': COMPOSE });
    await refresh(host);
    const text = textOf(host, '/work/README.md');
    for (const turned of [
      text.replaceAll('\n', '\r\n'),
      text.replaceAll('\n\n', '\n'),
      text.replaceAll('\n\n', '\n\n\n'),
    ]) {
      host.writeFile('/work/README.md', turned);
      const result = await refresh(host);
      expect(statesOf(result)).toEqual(['README.md deploy fresh']);
      expect(textOf(host, '/work/README.md')).toBe(turned);
    }
  });

  it('takes sources relative to the page, and names places from the working directory', async () => {
    const host = createMemoryHost({
      '/work/docs/guide.md': MARKERS.replace('view=deployment', 'view=deployment src="../lab/compose.yaml" lang=zh'),
      '/work/lab/compose.yaml': COMPOSE,
    });
    await refresh(host);
    expect(textOf(host, '/work/docs/guide.md')).toContain('端口');
    host.writeFile('/work/lab/compose.yaml', COMPOSE.replace('2.6.0', '2.7.1'));
    const { files } = await refresh(host, { mode: 'preview' });
    expect(files[0]?.blocks[0]?.changes).toContain('~ PyTorch 2.6 → 2.7 (lab/compose.yaml:3)');
  });

  it('draws a command line from the marker', async () => {
    const markers = MARKERS.replace('view=deployment', `view=deployment src=none run='docker run -p 1:1 lab:3'`);
    const host = createMemoryHost({ '/work/README.md': markers.replace('src=none ', '') });
    await refresh(host);
    expect(textOf(host, '/work/README.md')).toContain('lab:3');
  });

  it('leaves a block alone whose picture cannot be drawn, and still draws the others', async () => {
    const missing = MARKERS.replaceAll('deploy', 'lost').replace('view=lostment', 'view=deployment src=nowhere');
    const empty = MARKERS.replaceAll('deploy', 'bare').replace('view=barement', 'view=deployment src=empty');
    const page = `${missing}\n${empty}\n${MARKERS}`;
    const host = createMemoryHost({ '/work/README.md': page, '/work/compose.yaml': COMPOSE, '/work/empty/a.txt': '' });
    const result = await refresh(host);
    expect(statesOf(result)).toEqual(['README.md lost undrawn', 'README.md bare undrawn', 'README.md deploy missing']);
    expect(codesOf(result)).toEqual(['BLK-15 README.md:1', 'BLK-15 README.md:4']);
    expect(result.findings[0]?.message).toContain('nowhere does not exist');
    expect(textOf(host, '/work/README.md').startsWith(`${missing}\n${empty}\n`)).toBe(true);
  });

  it('changes nothing in a file whose markers do not pair', async () => {
    const page = `${MARKERS}\n<!-- torchdock:begin id=other view=image -->\n`;
    const host = createMemoryHost({ '/work/README.md': page, '/work/compose.yaml': COMPOSE });
    const result = await refresh(host, { force: true });
    expect(statesOf(result)).toEqual(['README.md deploy broken', 'README.md other broken']);
    expect(codesOf(result)).toEqual(['BLK-01 README.md:4']);
    expect(textOf(host, '/work/README.md')).toBe(page);
  });

  it('writes no text that Mermaid refuses', async () => {
    const host = createMemoryHost({ '/work/README.md': MARKERS, '/work/compose.yaml': COMPOSE });
    const result = await refresh(host, { validate: async () => 'line 3: no' });
    expect(codesOf(result)).toEqual(['BLK-20 README.md:1']);
    expect(textOf(host, '/work/README.md')).toBe(MARKERS);
  });

  it('reports places as they are after writing', async () => {
    const bad = '<!-- torchdock:begin id=bad view=nothing -->\n<!-- torchdock:end id=bad -->\n';
    const host = createMemoryHost({ '/work/README.md': `${MARKERS}\n${bad}`, '/work/compose.yaml': COMPOSE });
    const result = await refresh(host);
    const line =
      textOf(host, '/work/README.md')
        .split('\n')
        .findIndex((text) => text.includes('id=bad')) + 1;
    expect(codesOf(result)).toEqual([`BLK-08 README.md:${line}`]);
    expect(result.files[0]?.blocks[1]?.place.line).toBe(line);
  });
});

describe('the files of docs', () => {
  it('are all Markdown files below the folder that speak of blocks, but not those of others', async () => {
    const host = createMemoryHost({
      '/work/compose.yaml': COMPOSE,
      '/work/README.md': MARKERS,
      '/work/docs/page.mdx': MARKERS.replace('view=deployment', 'view=deployment src=..'),
      '/work/docs/example.md': `\`\`\`md\n${MARKERS}\`\`\`\n`,
      '/work/docs/other.md': '# Other\n',
      '/work/node_modules/x/README.md': MARKERS,
      '/work/notes.txt': MARKERS,
    });
    const result = await refresh(host);
    expect(statesOf(result)).toEqual(['README.md deploy missing', 'docs/page.mdx deploy missing']);
    expect(codesOf(result)).toEqual([]);
  });

  it('must have a block', async () => {
    const host = createMemoryHost({
      '/work/README.md': '# Lab\n',
      '/work/other.md': MARKERS.replaceAll('<!--', '    <!--'),
    });
    expect(codesOf(await refresh(host))).toEqual(['BLK-16']);
    expect(codesOf(await refresh(host, { files: ['README.md', 'other.md'] }))).toEqual(['BLK-16', 'BLK-16']);
  });

  it('must be UTF-8 when they are named', async () => {
    const host = createMemoryHost({
      '/work/README.md': new Uint8Array([0xff, 0xfe, 0x41]),
      '/work/compose.yaml': COMPOSE,
    });
    expect(codesOf(await refresh(host, { files: ['README.md'] }))).toEqual(['BLK-19 README.md:1']);
  });

  it('are each taken once, however often they are named', async () => {
    const host = createMemoryHost({ '/work/README.md': MARKERS, '/work/compose.yaml': COMPOSE });
    expect(statesOf(await refresh(host, { files: ['README.md', './README.md', '.'] }))).toEqual([
      'README.md deploy missing',
    ]);
  });
});

describe('adding a block', () => {
  const add = { view: 'deployment', language: 'en' } as const;

  it('makes the file when there is none, and draws at once', async () => {
    const host = createMemoryHost({ '/work/compose.yaml': COMPOSE });
    const result = await refresh(host, { files: ['README.md'], add });
    expect(codesOf(result)).toEqual([]);
    expect(textOf(host, '/work/README.md')).toMatch(
      /^<!-- torchdock:begin id=deployment view=deployment -->\n\n```mermaid\n/,
    );
    expect(statesOf(await refresh(host))).toEqual(['README.md deployment fresh']);
  });

  it('keeps what is there', async () => {
    const host = createMemoryHost({ '/work/README.md': '# Lab\r\nText', '/work/compose.yaml': COMPOSE });
    await refresh(host, { files: ['README.md'], add: { ...add, language: 'zh' } });
    expect(textOf(host, '/work/README.md')).toMatch(
      /^# Lab\r\nText\r\n\r\n<!-- torchdock:begin id=deployment view=deployment lang=zh -->\r\n\r\n```mermaid\r\n/,
    );
    const second = await refresh(host, { files: ['README.md'], add });
    expect(codesOf(second)).toEqual(['BLK-17 README.md:4']);
  });

  it('takes the sources that it is given, or says why not', async () => {
    const host = createMemoryHost({ '/work/docs/guide.md': '# Guide\n', '/work/compose.yaml': COMPOSE });
    const files = ['docs/guide.md'];
    expect(codesOf(await refresh(host, { files, add: { ...add, sources: ['../compose.yaml'] } }))).toEqual([]);
    expect(textOf(host, '/work/docs/guide.md')).toContain('view=deployment src=../compose.yaml -->');
    expect(codesOf(await refresh(host, { files, add: { ...add, sources: ['a-->b'] } }))).toEqual(['BLK-09']);
  });

  it('adds nothing when there is nothing to draw, nor inside open code', async () => {
    const bare = createMemoryHost({ '/work/README.md': '# Lab\n' });
    expect(codesOf(await refresh(bare, { files: ['README.md'], add }))).toEqual(['BLK-15']);
    expect(textOf(bare, '/work/README.md')).toBe('# Lab\n');
    const open = createMemoryHost({ '/work/README.md': '```\ncode', '/work/compose.yaml': COMPOSE });
    expect(codesOf(await refresh(open, { files: ['README.md'], add }))).toEqual(['BLK-18 README.md:2']);
    expect(textOf(open, '/work/README.md')).toBe('```\ncode');
  });
});
