/**
 * Installs what torchdock is compared with, beside the product and never part of it: Mermaid 12 and mermaid-cli 11 (with a
 * puppeteer that downloads no browser). Does nothing when they are there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const NEEDED = ['mermaid12', 'mermaid', 'puppeteer', '@mermaid-js/mermaid-cli'];

export const PEERS_INSTALL_COMMAND = 'node tools/peers/install.mjs';

export function hasPeers() {
  return NEEDED.every((name) => existsSync(join(folder, 'node_modules', name, 'package.json')));
}

export function peerPath(...parts) {
  return join(folder, 'node_modules', ...parts);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !hasPeers()) {
  // Mermaid 12 asks for Node 22; what is compared here runs on 20 as well.
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
    env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: '1', npm_config_engine_strict: 'false' },
  });
  process.exit(status ?? 1);
}
