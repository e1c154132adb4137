import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Host } from '../host/host.js';
import { FONT_FAMILY } from './fonts/font-family.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Starts it with an empty profile that is thrown away, whatever happens. */
const SCRIPT = `profile=$(mktemp -d) || exit 1
trap 'rm -rf "$profile"' EXIT
"$1" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \\
  --disable-component-update --disable-sync --allow-file-access-from-files --virtual-time-budget=20000 \\
  --user-data-dir="$profile" --dump-dom "$2"`;

/** Linux refuses a program any single word longer than this (MAX_ARG_STRLEN), and the text travels as one. */
const MAX_ADDRESS_LENGTH = 131_000;

export type ChromiumDrawing =
  | { readonly kind: 'svg'; readonly svg: string }
  | { readonly kind: 'no-chromium' }
  | { readonly kind: 'failed' };

/** For the few texts that our own page cannot draw: the same Mermaid in the system's Chromium, when there is one. */
export async function drawInChromium(host: Host, text: string): Promise<ChromiumDrawing> {
  const program = findChromium(host);
  if (!program) return { kind: 'no-chromium' };
  const mermaid = createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js');
  const question = { text, script: pathToFileURL(mermaid).href, fontFamily: FONT_FAMILY };
  const encoded = Buffer.from(JSON.stringify(question)).toString('base64url');
  const address = `${pathToFileURL(pagePath()).href}#${encoded}`;
  if (address.length > MAX_ADDRESS_LENGTH) return { kind: 'failed' };
  const { stdout } = await host.run('sh', ['-c', SCRIPT, 'sh', program, address], { timeoutMs: 30_000 });
  const answer = /<pre id="svg">([\s\S]*?)<\/pre>/.exec(stdout)?.[1];
  if (answer === undefined) return { kind: 'failed' };
  return { kind: 'svg', svg: `${answer.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')}\n` };
}

/** The page lies beside the bundle, and beside this file when the sources run unbuilt. */
function pagePath(): string {
  return fileURLToPath(new URL('./chromium-page.html', import.meta.url));
}

function findChromium(host: Host): string | undefined {
  for (const directory of (host.environment['PATH'] ?? '').split(':')) {
    for (const name of NAMES) {
      const path = `${directory}/${name}`;
      if (directory.startsWith('/') && host.status(path)?.kind === 'file') return path;
    }
  }
  return undefined;
}
