import { placeOf, type SourceText } from '../../base/text.js';
import type { PlacedComment } from '../../findings/ignores/apply-ignores.js';
import { MAY_IGNORE } from '../../findings/ignores/read-ignore.js';
import { isDockerfileName } from '../../readers/dockerfile/dockerfile-name.js';
import { applyComments, type ScanComments } from '../../syntax/comments/comment.js';

interface CommentLanguage {
  readonly matches: RegExp | ((path: string) => boolean);
  readonly load: () => Promise<ScanComments>;
}

/** By whose rules a file has comments; the first that matches counts. A file of no language has none. */
const LANGUAGES: readonly CommentLanguage[] = [
  {
    matches: isDockerfileName,
    load: async () => (await import('../../syntax/comments/dockerfile-comments.js')).scanDockerfileComments,
  },
  {
    matches: /\.ya?ml$/i,
    load: async () => (await import('../../syntax/comments/yaml-comments.js')).scanYamlComments,
  },
  {
    matches: /\.json$/i,
    load: async () => (await import('../../syntax/comments/json-comments.js')).scanJsonComments,
  },
  {
    matches: /\.toml$/i,
    load: async () => (await import('../../syntax/comments/toml-comments.js')).scanTomlComments,
  },
  {
    matches: /\.pyw?$/i,
    load: async () => (await import('../../syntax/comments/python-comments.js')).scanPythonComments,
  },
  {
    matches: /\.(?:sh|bash|slurm|sbatch|job)$/i,
    load: async () => (await import('../../syntax/comments/shell-comments.js')).scanShellComments,
  },
  {
    matches: /\.(?:md|mdx|markdown)$/i,
    load: async () => (await import('../../syntax/comments/markdown-comments.js')).scanMarkdownComments,
  },
  {
    matches: /(?:^|\/)(?:GNU)?[Mm]akefile$|\.mk$/,
    load: async () => (await import('../../syntax/comments/line-comments.js')).scanMakefileComments,
  },
  {
    matches: /\.txt$/i,
    load: async () => (await import('../../syntax/comments/line-comments.js')).scanRequirementsComments,
  },
];

/** Nobody writes more into one file; it keeps findings times comments small. */
const MOST_COMMENTS = 1000;

/** The comments of the sources that may ask to ignore something, with the lines that they speak of. */
export async function findIgnoreComments(sources: readonly SourceText[]): Promise<readonly PlacedComment[]> {
  const found = sources.filter(({ text }) => MAY_IGNORE.test(text)).map(readComments);
  return (await Promise.all(found)).flat();
}

async function readComments(source: SourceText): Promise<readonly PlacedComment[]> {
  const language = LANGUAGES.find(({ matches }) =>
    typeof matches === 'function' ? matches(source.path) : matches.test(source.path),
  );
  if (!language) return [];
  const scanned = (await language.load())(source);
  return applyComments(source, scanned)
    .filter(({ text }) => MAY_IGNORE.test(text))
    .slice(0, MOST_COMMENTS)
    .map(({ text, span, firstLine, lastLine }) => ({ text, place: placeOf(source, span), firstLine, lastLine }));
}
