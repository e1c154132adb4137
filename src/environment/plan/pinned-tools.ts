import { compareVersions } from '../version.js';

/**
 * What torchdock itself puts into an image, pinned. As of 2026-11-22: JupyterLab 4.6.4 was seen on the index; the others are
 * the last known to the maintainers for an older Python, and were not looked up.
 */
const JUPYTERLAB: readonly { readonly oldestPython: string; readonly version: string }[] = [
  { oldestPython: '3.10', version: '4.6.4' },
  { oldestPython: '3.9', version: '4.4.5' },
  { oldestPython: '3.8', version: '4.2.5' },
  { oldestPython: '3.7', version: '3.6.8' },
];

/** The requirement by which pip gets uv. Its Python builds reach from 3.8 to 3.14. */
export const UV_REQUIREMENT = 'uv==0.9.0';

/** The newest JupyterLab that runs on a Python; without a version where the Python is not known. */
export function jupyterRequirement(python: string | undefined): string {
  const row = JUPYTERLAB.find(({ oldestPython }) => python !== undefined && compareVersions(python, oldestPython) >= 0);
  return row ? `jupyterlab==${row.version}` : 'jupyterlab';
}
