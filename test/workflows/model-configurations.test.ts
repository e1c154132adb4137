import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../src/host/memory-host.js';
import { readModel } from '../../src/workflows/model.js';

async function count(text: string, expression: string): Promise<string> {
  const host = createMemoryHost({ '/w/net.py': text }, '/w');
  const result = await readModel(host, { target: `net.py:${expression}` });
  if (result.kind !== 'model') return result.kind === 'refused' ? (result.findings[0]?.message ?? '') : result.kind;
  const { total } = result.model.parameters;
  return total.unknown.length > 0 ? `>= ${total.value}: ${total.unknown[0]?.reason}` : String(total.value);
}

const TRANSFORMERS = `from torch import nn
from transformers import PretrainedConfig
from transformers.modeling_utils import PreTrainedModel
class Config(PretrainedConfig):
    model_type = 'own'
    attribute_map = {'hidden_size': 'width'}
    def __init__(self, vocabulary=100, width=8, layers=2, **kwargs):
        super().__init__(**kwargs)
        self.vocabulary, self.width, self.layers = vocabulary, width, layers
class Base(PreTrainedModel):
    config_class = Config
    base_model_prefix = 'body'
class Body(Base):
    def __init__(self, config):
        super().__init__(config)
        self.words = nn.Embedding(config.vocabulary, config.hidden_size)
        self.layers = nn.ModuleList([nn.Linear(config.width, config.width) for _ in range(config.layers)])
        self.post_init()
    def get_input_embeddings(self): return self.words
    def forward(self, x): return self.words(x)
class Head(Base):
    def __init__(self, config):
        super().__init__(config)
        self.body = Body(config)
        self.out = nn.Linear(config.width, config.vocabulary, bias=False)
        self.post_init()
    def get_output_embeddings(self): return self.out
    def forward(self, x): return self.out(self.body(x))
class Labels(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.out = nn.Linear(1, config.num_labels, bias=config.output_attentions)
`;

describe('configurations of transformers, which is not installed', () => {
  it.each([
    ['Body(Config())', '944'],
    ['Body(Config(width=4, layers=1))', '420'],
    ['Body(Config(hidden_size=4))', '944'],
    ['Head(Config())', '944'],
    ['Head(Config(tie_word_embeddings=False))', '1744'],
    ['Labels(Config())', '2'],
    ['Labels(Config(num_labels=5, output_attentions=True))', '10'],
    ['Labels(Config.from_dict({"id2label": {0: "a", 1: "b", 2: "c"}}))', '3'],
    ['Body(Config.from_pretrained("own/model"))', '>= 0: '],
  ])('%s has %s', async (expression, expected) => {
    expect((await count(TRANSFORMERS, expression)).slice(0, Math.max(expected.length, 5)).trim()).toBe(expected.trim());
  });

  it('does not know whether it is installed', async () => {
    const text = `from torch import nn
try:
    import transformers
    W = 3
except ImportError:
    W = 4
def f(): return nn.Linear(W, 1)
`;
    expect(await count(text, 'f()')).toBe('>= 1: whether transformers is installed is not known');
  });

  it('knows nothing of what else is in it', async () => {
    const text =
      'from transformers import BertModel\nimport transformers\ndef f(): return BertModel.from_pretrained("x")\n';
    expect(await count(text, 'f()')).toContain('BertModel');
  });
});

const ARGUMENTS = `import argparse
from dataclasses import dataclass, field, replace
from torch import nn
parser = argparse.ArgumentParser(description='x')
group = parser.add_argument_group('model')
group.add_argument('--width', '-w', type=int, default=7)
parser.add_argument('--no-bias', dest='bias', action='store_false', default=True)
parser.add_argument('--sizes', nargs='+', type=int, default=[3, 4])
parser.set_defaults(extra=9)
def whole():
    args = parser.parse_args()
    return nn.Linear(args.width + args.sizes[1] + args.extra, 1, bias=args.bias)
def part():
    args, others = parser.parse_known_args()
    return nn.Linear(args.width, 1)
def table(): return nn.Linear(vars(parser.parse_args([]))['width'], 1)
@dataclass
class Sizes:
    n: int = 4
    dims: list = field(default_factory=lambda: [1, 2])
    m: int = field(init=False)
    def __post_init__(self): self.m = self.n * 2
def data(): return nn.Linear(replace(Sizes(), n=5).m, Sizes().dims[1])
`;

describe('settings of a program', () => {
  it.each([
    ['whole()', '21'],
    ['part()', '8'],
    ['table()', '8'],
    ['data()', '22'],
  ])('%s has %s', async (expression, expected) => {
    expect(await count(ARGUMENTS, expression)).toBe(expected);
  });
});
