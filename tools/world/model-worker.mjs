/** Reads the models of one Python file after the other, as `torchdock model` does, and answers what came of each. */
import { parentPort, workerData } from 'node:worker_threads';

const { createNodeHost, readModel } = await import('../../dist/index.js');
const { root, sitePackages } = workerData;
const host = { ...createNodeHost(), workingDirectory: root };

/** Models of one file that are made; a file with hundreds says nothing new. */
const MOST_MODELS = 10;

async function read(target, answer) {
  const result = await readModel(host, { target, base: root, sitePackages });
  if (result.kind === 'list') return result.models.slice(0, MOST_MODELS);
  const inner = JSON.stringify(result.findings).match(/internal: [^"\\]*/);
  if (inner) answer.failures.push(`${target}: ${inner[0]}`);
  if (result.kind === 'refused') {
    answer.refused += 1;
    return [];
  }
  const { unknown, value } = result.model.parameters.total;
  const broken = result.model.unknown.find(({ reason }) => reason.startsWith('internal:'));
  if (broken) answer.failures.push(`${target}: ${broken.reason}`);
  if (!Number.isFinite(value) || value < 0) answer.failures.push(`${target}: counts ${value} parameters`);
  answer[unknown.length === 0 ? 'exact' : 'partly'] += 1;
  return [];
}

async function readFile(path) {
  const answer = { path, exact: 0, partly: 0, refused: 0, failures: [] };
  let target = path;
  try {
    for (const { path: file, name } of await read(target, answer)) {
      target = `${file}:${name}`;
      parentPort.postMessage({ at: target }, []);
      await read(target, answer);
    }
  } catch (error) {
    answer.failures.push(`${target}: ${error instanceof Error ? error.stack : error}`);
  }
  return answer;
}

parentPort.on('message', (path) => readFile(path).then((answer) => parentPort.postMessage(answer, [])));
