import type { CommandEntry } from './command.js';

/** The one list of commands, in the order in which help shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'overview',
    group: 'look',
    summary: 'Say what is here and what can be drawn',
    load: async () => (await import('./commands/overview.js')).overview,
  },
  {
    name: 'draw',
    group: 'look',
    summary: 'Draw one view of the files that run',
    load: async () => (await import('./commands/draw.js')).draw,
  },
  {
    name: 'model',
    group: 'look',
    summary: 'Show a model from its source: modules, shapes, parameters',
    load: async () => (await import('./commands/model.js')).model,
  },
  {
    name: 'profile',
    group: 'look',
    summary: 'Say from traces and logs what slows a training',
    load: async () => (await import('./commands/profile.js')).profile,
  },
  {
    name: 'render',
    group: 'look',
    summary: 'Draw Mermaid texts as SVG or PNG, without a browser',
    load: async () => (await import('./commands/render.js')).render,
  },
  {
    name: 'studio',
    group: 'look',
    summary: 'Show the folder on a local page that follows the files',
    load: async () => (await import('./commands/studio.js')).studio,
  },
  {
    name: 'resolve',
    group: 'fit',
    summary: 'Find versions that fit together, or say why none do',
    load: async () => (await import('./commands/resolve.js')).resolve,
  },
  {
    name: 'init',
    group: 'fit',
    summary: 'Write torchdock.yaml from what the folder holds',
    load: async () => (await import('./commands/init.js')).init,
  },
  {
    name: 'lock',
    group: 'fit',
    summary: 'Pin the versions that fit into torchdock.lock',
    load: async () => (await import('./commands/lock.js')).lock,
  },
  {
    name: 'build',
    group: 'fit',
    summary: 'Build the image of the environment',
    load: async () => (await import('./commands/build.js')).build,
  },
  {
    name: 'up',
    group: 'fit',
    summary: 'Start the environment: Jupyter, SSH, GPU, volumes, limits',
    load: async () => (await import('./commands/up.js')).up,
  },
  {
    name: 'status',
    group: 'fit',
    summary: 'Say what runs, where, and whether it is what the files ask for',
    load: async () => (await import('./commands/status.js')).status,
  },
  {
    name: 'logs',
    group: 'fit',
    summary: 'Show what the environment writes',
    load: async () => (await import('./commands/logs.js')).logs,
  },
  {
    name: 'shell',
    group: 'fit',
    summary: 'Open a shell in the environment, or print its SSH settings',
    load: async () => (await import('./commands/shell.js')).shell,
  },
  {
    name: 'exec',
    group: 'fit',
    summary: 'Run a command in the environment',
    load: async () => (await import('./commands/exec.js')).exec,
  },
  {
    name: 'verify',
    group: 'fit',
    summary: 'Measure whether what runs is what was asked for',
    load: async () => (await import('./commands/verify.js')).verify,
  },
  {
    name: 'down',
    group: 'fit',
    summary: 'Stop the environment and take its container away',
    load: async () => (await import('./commands/down.js')).down,
  },
  {
    name: 'doctor',
    group: 'fit',
    summary: 'Say whether this machine can run it, and what to do where not',
    load: async () => (await import('./commands/doctor.js')).doctor,
  },
  {
    name: 'export',
    group: 'fit',
    summary: 'Write the environment for Compose, Kubernetes, Slurm and others',
    load: async () => (await import('./commands/export.js')).exportCommand,
  },
  {
    name: 'docs',
    group: 'keep',
    summary: 'Keep the pictures in Markdown files true',
    load: async () => (await import('./commands/docs.js')).docs,
  },
  {
    name: 'check',
    group: 'keep',
    summary: 'Find what is wrong or unsafe in the files that run',
    load: async () => (await import('./commands/check.js')).check,
  },
  {
    name: 'validate',
    group: 'keep',
    summary: 'Check Mermaid texts by the grammar of Mermaid itself',
    load: async () => (await import('./commands/validate.js')).validate,
  },
  {
    name: 'explain',
    group: 'help',
    summary: 'Say what a finding means, with a bad and a good example',
    load: async () => (await import('./commands/explain.js')).explain,
  },
  {
    name: 'completion',
    group: 'help',
    summary: 'Print the script that completes commands in your shell',
    load: async () => (await import('./commands/completion.js')).completion,
  },
];
