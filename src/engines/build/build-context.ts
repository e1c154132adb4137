import { pack } from 'tar-stream';
import { compareText } from '../../base/order.js';
import type { ContextFile } from '../../environment/plan/plan.js';

/** The name of the Dockerfile inside the context: one that no file of the user has. */
export const DOCKERFILE = 'torchdock.Dockerfile';

/** The whole build context as a tar archive: the same files are the same bytes, so that layers are found again. */
export async function packContext(dockerfile: string, files: readonly ContextFile[]): Promise<Buffer> {
  const archive = pack();
  const all = [{ path: DOCKERFILE, content: dockerfile, isExecutable: false }, ...files];
  for (const { path, content, isExecutable } of all.sort((a, b) => compareText(a.path, b.path))) {
    const mode = isExecutable ? 0o755 : 0o644;
    archive.entry({ name: path, mode, uid: 0, gid: 0, mtime: new Date(0), type: 'file' }, content);
  }
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
