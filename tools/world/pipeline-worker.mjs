/** Follows one Python file after the other, as `torchdock draw pipeline` does, and answers what came of each. */
import { parentPort, workerData } from 'node:worker_threads';

const { createNodeHost, readPipeline } = await import('../../dist/index.js');
const { root, sitePackages } = workerData;
const host = { ...createNodeHost(), workingDirectory: root };

function readFile(path) {
  const answer = { path, trains: 0, others: 0, failures: [] };
  try {
    const { pipeline } = readPipeline(host, { target: path, sitePackages });
    const broken = JSON.stringify(pipeline).match(/internal: [^"\\]*/);
    if (broken) answer.failures.push(`${path}: ${broken[0]}`);
    answer[pipeline.elements.length > 0 ? 'trains' : 'others'] += 1;
  } catch (error) {
    answer.failures.push(`${path}: ${error instanceof Error ? error.stack : error}`);
  }
  return answer;
}

parentPort.on('message', (path) => parentPort.postMessage(readFile(path), []));
