import { quoteWordOnLine } from '../../base/shell/escape.js';
import type { Plan } from '../../environment/plan/plan.js';
import { runArguments } from '../../environment/plan/run-arguments.js';
import { requestGpus } from '../gpu-request.js';
import { lossesOf } from '../mapping.js';
import { headerOf, type Target, type TargetContext, type Written } from '../target.js';

export const dockerRunTarget: Target = { name: 'docker-run', write: writeDockerRun };

/** One `docker run` line; the labels by which torchdock knows its own are not on it. */
function writeDockerRun(plan: Plan, context: TargetContext): Written {
  const image = context.image ?? plan.container.image;
  const words = runArguments(
    { ...plan.container, name: plan.project.name, image, labels: {} },
    { engine: 'docker', verb: 'run', givesGpus: requestGpus(plan).kind !== 'none' },
  );
  const pulls = context.image !== undefined;
  const lines = ['docker', ...linesOf(words, words.length - plan.container.command.length - 1)].filter(
    (line) => !pulls || line !== '--pull never',
  );
  return {
    text: `# ${headerOf('docker-run')}\n${joinLines(lines)}\n`,
    files: [],
    losses: lossesOf(plan, 'docker-run', pulls),
  };
}

/** An option and its value on one line; the image and what follows it on the last. */
function linesOf(words: readonly string[], imageAt: number): readonly string[] {
  const lines: string[] = [];
  for (const [index, word] of words.slice(0, imageAt).entries()) {
    const last = lines.at(-1);
    const isValue = index > 0 && last !== undefined && TAKES_VALUE.test(last);
    if (isValue) lines[lines.length - 1] = `${last} ${quoteWordOnLine(word)}`;
    else lines.push(word);
  }
  return [...lines, words.slice(imageAt).map(quoteWordOnLine).join(' ')];
}

/** An option that stands alone on its line, and is no switch. */
const TAKES_VALUE = /^--(?!detach$)[a-z-]+$/;

/** `docker run --detach` is one line; each further one is continued. */
function joinLines([program = '', verb = '', detach = '', ...others]: readonly string[]): string {
  return [`${program} ${verb} ${detach}`, ...others.map((line) => `  ${line}`)].join(' \\\n');
}
