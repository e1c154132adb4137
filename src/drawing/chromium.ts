import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Host } from '../host/host.js';
import { FONT_FAMILY } from './fonts/font-family.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Starts it with an empty profile; both are gone afterwards, whatever happens. */
const SCRIPT = `profile=$(mktemp -d) || exit 1
trap 'kill "$child" 2>/dev/null; wait "$child"; rm -rf "$profile"' EXIT
trap 'exit 1' INT TERM
"$1" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \\
  --disable-component-update --disable-sync --allow-file-access-from-files --virtual-time-budget=20000 \\
  --user-data-dir="$profile" --dump-dom "$2" & child=$!
wait "$child"`;

/** Linux refuses a program any single word longer than this (MAX_ARG_STRLEN), and the text travels as one. */
const MAX_ADDRESS_LENGTH = 131_000;

export type ChromiumDrawing =
  | { readonly kind: 'svg'; readonly svg: string }
  | { readonly kind: 'no-chromium' }
  | { readonly kind: 'failed' };

/** For the few texts that our own page cannot draw: the same Mermaid in the system's Chromium, when there is one. */
export async function drawInChromium(host: Host, text: string): Promise<ChromiumDrawing> {
  const program = findChromium(host);
  const folder = pageFolder(host);
  if (!program || !folder) return { kind: 'no-chromium' };
  const question = { text, fontFamily: FONT_FAMILY };
  const encoded = Buffer.from(JSON.stringify(question)).toString('base64url');
  const address = `${pathToFileURL(`${folder}/chromium-page.html`).href}#${encoded}`;
  if (address.length > MAX_ADDRESS_LENGTH) return { kind: 'failed' };
  const { stdout } = await host.run('sh', ['-c', SCRIPT, 'sh', program, address], { timeoutMs: 30_000 });
  const answer = /<pre id="svg">([\s\S]*?)<\/pre>/.exec(stdout)?.[1];
  if (answer === undefined) return { kind: 'failed' };
  return { kind: 'svg', svg: `${answer.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')}\n` };
}

/** The page and Mermaid lie beside the bundle; the sources, when they run unbuilt, use those of the last build. */
function pageFolder(host: Host): string | undefined {
  const folders = ['.', '../../dist'].map((path) => fileURLToPath(new URL(path, import.meta.url)).replace(/\/$/, ''));
  return folders.find((folder) => host.status(`${folder}/mermaid.min.js`) !== undefined);
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
