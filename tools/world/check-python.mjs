/**
 * `npm run check:world -- FOLDER --models [--site-packages DIR]`: reads every model of every Python file under a folder, as
 * `torchdock model` does; `--pipelines` follows every file instead, as `torchdock draw pipeline` does. Nothing may crash,
 * need more than 512 MB, or compute for longer than a limit: a file that does is named, and the rest goes on. Nothing of
 * the folder is run.
 */
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Of computing, all threads together, for one model; a busy machine does not count. */
const MOST_SECONDS = 20;
const MOST_MEGABYTES = 512;

export async function checkModels(root, sitePackages) {
  const { files, totals, isFine, close } = await askOfEach('model-worker.mjs', root, sitePackages);
  const { exact = 0, partly = 0, refused = 0 } = totals;
  console.log(
    `${files} files: ${exact} models exact, ${partly} with unknown parts, ${refused} files or names with no model to be made`,
  );
  close();
  return isFine;
}

export async function checkPipelines(root, sitePackages) {
  const { files, totals, isFine, close } = await askOfEach('pipeline-worker.mjs', root, sitePackages);
  const { trains = 0, others = 0 } = totals;
  console.log(`${files} files: ${trains} with something of a training, ${others} without`);
  close();
  return isFine;
}

/** Failures are printed at once, what is counted is left to the caller. */
async function askOfEach(script, root, sitePackages) {
  const totals = {};
  const failures = [];
  const slowest = { seconds: 0, target: '' };
  let files = 0;
  let worker;
  for (const path of listPython(root)) {
    worker ??= startWorker(script, root, sitePackages);
    const answer = await ask(worker, relative(root, path), slowest);
    files += 1;
    if (answer.isDead) worker = undefined;
    failures.push(...answer.failures);
    for (const [kind, count] of Object.entries(answer))
      if (typeof count === 'number') totals[kind] = (totals[kind] ?? 0) + count;
  }
  await worker?.terminate();
  for (const failure of failures) console.log(`FAIL ${failure}`);
  const close = () => {
    console.log(`slowest: ${slowest.target} (${slowest.seconds.toFixed(1)} s of computing)`);
    console.log(`${failures.length} failures`);
  };
  return { files, totals, isFine: files > 0 && failures.length === 0, close };
}

function startWorker(script, root, sitePackages) {
  return new Worker(new URL(script, import.meta.url), {
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
