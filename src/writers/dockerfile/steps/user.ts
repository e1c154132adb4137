import { quoteWordOnLine } from '../../../base/shell/escape.js';
import type { ImageStep, UserPlan } from '../../../environment/plan/plan.js';
import { withComment, writeRun } from '../run-instruction.js';

type UserStep = Extract<ImageStep, { readonly kind: 'user' }>;

/** Root is there already; any other number may be taken by a user that the base image made, as Ubuntu's has 1000. */
export function writeUser({ folders }: UserStep, { name, uid, gid, home }: UserPlan): string[] {
  const all = [home, ...folders.filter((folder) => folder !== home)].map(quoteWordOnLine);
  const makeFolders = { line: `install --directory --owner=${uid} --group=${gid}`, more: all };
  if (uid === 0) return [withComment(['Folders that volumes are mounted on.'], writeRun([], [makeFolders]))];
  const comment = [
    'The user that everything runs as. A user of the base image with the same number makes room.',
    'Folders that volumes are mounted on belong to the user: Docker gives a new volume the owner of its folder.',
  ];
  const commands = [
    { line: `old="$(getent passwd ${uid} | cut -d : -f 1)"` },
    { line: 'if [ -n "$old" ]; then userdel "$old"; fi' },
    { line: `if ! getent group ${gid} > /dev/null; then groupadd --gid ${gid} ${quoteWordOnLine(name)}; fi` },
    {
      line: `useradd --no-log-init --uid ${uid} --gid ${gid} --create-home`,
      more: [`--home-dir ${quoteWordOnLine(home)}`, '--shell /bin/bash', quoteWordOnLine(name)],
    },
    makeFolders,
  ];
  return [withComment(comment, writeRun([], commands))];
}
