/**
 * `npm run check:world -- FOLDER --models [--site-packages DIR]`: reads every model of every Python file under a folder, as
 * `torchdock model` does. Nothing may crash, need more than 512 MB, or compute for longer than a limit: a file that does is
 * named, and the rest goes on. Nothing of the folder is run.
 */
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Of computing, all threads together, for one model; a busy machine does not count. */
const MOST_SECONDS = 20;
const MOST_MEGABYTES = 512;

export async function checkModels(root, sitePackages) {
  const totals = { files: 0, exact: 0, partly: 0, refused: 0 };
  const failures = [];
  const slowest = { seconds: 0, target: '' };
  let worker;
  for (const path of listPython(root)) {
    worker ??= startWorker(root, sitePackages);
    const answer = await ask(worker, relative(root, path), slowest);
    totals.files += 1;
    if (answer.isDead) worker = undefined;
    failures.push(...answer.failures);
    for (const kind of ['exact', 'partly', 'refused']) totals[kind] += answer[kind] ?? 0;
  }
  await worker?.terminate();
  for (const failure of failures) console.log(`FAIL ${failure}`);
  console.log(
    `${totals.files} files: ${totals.exact} models exact, ${totals.partly} with unknown parts, ${totals.refused} files or names with no model to be made`,
  );
  console.log(`slowest: ${slowest.target} (${slowest.seconds.toFixed(1)} s of computing)`);
  console.log(`${failures.length} failures`);
  return totals.files > 0 && failures.length === 0;
}

function startWorker(root, sitePackages) {
  return new Worker(new URL('model-worker.mjs', import.meta.url), {
    workerData: { root, sitePackages },
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
  });
}

function ask(worker, path, slowest) {
  return new Promise((resolve) => {
    let target = path;
    let since = process.cpuUsage();
    const seconds = () => {
      const { user, system } = process.cpuUsage(since);
      return (user + system) / 1e6;
    };
    const note = () => {
      if (seconds() > slowest.seconds) Object.assign(slowest, { seconds: seconds(), target });
    };
    const end = (answer) => {
      note();
      clearInterval(timer);
      worker.off('message', hear).off('error', fail);
      resolve(answer);
    };
    const die = (reason) => end({ isDead: true, failures: [`${target}: ${reason}`] });
    const timer = setInterval(() => {
      if (seconds() < MOST_SECONDS) return;
      worker.terminate();
      die(`computes for more than ${MOST_SECONDS} s`);
    }, 200);
    const hear = (message) => {
      if (message.at === undefined) return end(message);
      note();
      target = message.at;
      since = process.cpuUsage();
    };
    const fail = (error) => die(error.message);
    worker.on('message', hear).on('error', fail);
    worker.postMessage(path, []);
  });
}

function* listPython(path) {
  if (statSync(path).isFile()) yield path;
  else {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = join(path, entry.name);
      if (entry.isDirectory() && !/^(?:\.git|__pycache__|node_modules)$/.test(entry.name)) yield* listPython(inner);
      else if (entry.isFile() && entry.name.endsWith('.py')) yield inner;
    }
  }
}
