import { expect, it } from 'vitest';
import { runFiles, runText } from './in-memory.js';

it('says which variables of the environment it took as not set, each once', () => {
  const { problems, show } = runText(
    "import os\na = os.environ.get('WIDTH', 8)\nb = os.getenv('WIDTH', 8)\nc = 'DEPTH' in os.environ\n",
  );
  expect(show('(a, b, c)')).toBe('(8, 8, False)');
  expect(problems.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['assumed', 'the environment variable WIDTH is not set'],
    ['assumed', 'the environment variable DEPTH is not set'],
  ]);
});

it('does not know a variable that must be set', () => {
  expect(runText('import os\n').show("os.environ['WIDTH']")).toMatch(/^\? the environment is not known/);
});

it('knows the modules that were imported by their names, and no others', () => {
  const files = {
    'main.py': 'import sys\nimport part\n',
    'part.py':
      'import sys\nsys.modules[__name__].size = 3\n\nclass Lazy:\n    def __getattr__(self, name): return name\nsys.modules[__name__] = Lazy()\n',
  };
  const { show } = runFiles(files);
  expect(show("(sys.modules['part'].size, part.size, part.other)")).toBe("(3, 3, 'other')");
  expect(show("'json' in sys.modules")).toMatch(/^\? which other modules/);
});
