import { request } from 'node:http';

/** One question to an engine's own socket, past torchdock; `{}` when the answer is empty. */
export function askEngine<T = unknown>(socketPath: string, method: 'GET' | 'DELETE', path: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method, path: `/v1.40${path}` }, async (answer) => {
      let text = '';
      for await (const piece of answer) text += piece;
      resolve(JSON.parse(text || '{}') as T);
    });
    asked.once('error', reject);
    asked.end();
  });
}
