import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'vitest';

/** A real program or package that some tests need and a bare machine may not have. */
export interface RequiredTool {
  readonly name: string;
  readonly isPresent: () => boolean;
  /** The command that installs it, shown beside the name of each skipped test. */
  readonly installCommand: string;
}

/**
 * Skips the running test by name when the tool is missing; with `TORCHDOCK_TEST_ALL=1` the test fails instead.
 * Call it first in a test, or in `beforeEach`.
 */
export function requireTool(context: TestContext, tool: RequiredTool): void {
  if (tool.isPresent()) return;
  const note = `${tool.name} is missing: ${tool.installCommand}`;
  if (process.env['TORCHDOCK_TEST_ALL'] === '1') throw new Error(note);
  context.skip(note);
}

/** Full path of a program, found on PATH without starting it. */
function findProgram(...names: readonly string[]): string | undefined {
  for (const name of names) {
    for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
      const path = join(directory, name);
      if (directory !== '' && isExecutable(path)) return path;
    }
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export const chromiumPath = findProgram('chromium', 'chromium-browser', 'google-chrome');

export const CHROMIUM: RequiredTool = {
  name: 'Chromium',
  isPresent: () => chromiumPath !== undefined,
  installCommand: 'apt-get install chromium',
};

/** Debian's Chinese, Japanese and Korean fonts, where Debian puts them: pictures are compared by what these draw. */
export const CJK_FONTS: RequiredTool = {
  name: 'Noto Sans CJK',
  isPresent: () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'),
  installCommand: 'apt-get install fonts-noto-cjk fonts-liberation',
};

/** For emoji, Arabic and symbols. */
export const SYMBOL_FONTS: RequiredTool = {
  name: 'DejaVu Sans',
  isPresent: () => existsSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'),
  installCommand: 'apt-get install fonts-dejavu-core',
};

/** A real Podman, which runs as this user and needs no service. */
export const PODMAN: RequiredTool = {
  name: 'Podman',
  isPresent: () => ['podman', 'runc', 'iptables'].every((name) => findProgram(name) !== undefined),
  installCommand: 'apt-get install podman runc netavark iptables iproute2',
};

/** A real Docker daemon, which only root can start. */
export const DOCKERD: RequiredTool = {
  name: 'dockerd, as root',
  isPresent: () =>
    process.getuid?.() === 0 && ['dockerd', 'docker', 'ip'].every((name) => findProgram(name) !== undefined),
  installCommand: 'apt-get install docker.io iproute2',
};

const busyboxPath = findProgram('busybox');

/** One static program of which an image can be made without a download. */
export const STATIC_BUSYBOX: RequiredTool = {
  name: 'a static busybox',
  isPresent: () => busyboxPath !== undefined && !readFileSync(busyboxPath).includes('/ld-linux'),
  installCommand: 'apt-get install busybox-static',
};

export const SSH: RequiredTool = {
  name: 'ssh',
  isPresent: () => findProgram('ssh') !== undefined,
  installCommand: 'apt-get install openssh-client',
};

export const PYTHON: RequiredTool = {
  name: 'Python',
  isPresent: () => findProgram('python3') !== undefined,
  installCommand: 'apt-get install python3',
};

export const SHELLCHECK: RequiredTool = {
  name: 'ShellCheck',
  isPresent: () => findProgram('shellcheck') !== undefined,
  installCommand: 'apt-get install shellcheck',
};

const DIST_PACKAGES = '/usr/lib/python3/dist-packages';

/** Debian's PyTorch, run by Debian's Python: the real thing that model files and sources are held against. */
export const DEBIAN_TORCH: RequiredTool = {
  name: "Debian's python3-torch and python3-torchvision",
  isPresent: () => ['torch', 'torchvision'].every((name) => existsSync(join(DIST_PACKAGES, name))),
  installCommand: 'apt-get install python3-torch python3-torchvision',
};

export const DEBIAN_ONNX: RequiredTool = {
  name: "Debian's python3-onnx",
  isPresent: () => existsSync(join(DIST_PACKAGES, 'onnx')),
  installCommand: 'apt-get install python3-onnx',
};
