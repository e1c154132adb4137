import {
  addCounts,
  exactly,
  type FlowEdge,
  type FlowNode,
  type Model,
  type ModelModule,
} from '../../../src/models/model.js';

/** A layer as tests write it: name, class, elements of its one parameter, what is inside. */
export interface Part {
  readonly name: string;
  readonly type: string;
  readonly size?: number;
  readonly inside?: readonly Part[];
}

export function layer(name: string, type: string, size = 0): Part {
  return { name, type, size };
}

export function block(name: string, type: string, ...inside: readonly Part[]): Part {
  return { name, type, inside };
}

function moduleOf(part: Part, above: string): ModelModule {
  const path = [above, part.name].filter(Boolean).join('.');
  const children = (part.inside ?? []).map((inner) => moduleOf(inner, path));
  const own = part.size ?? 0;
  const total = addCounts([exactly(own), ...children.map((child) => child.total)]);
  return {
    path,
    name: part.name,
    type: part.type,
    isLibrary: part.inside === undefined,
    place: { file: 'model.py', line: 7, column: 1, endLine: 7, endColumn: 2 },
    parameters: own > 0 ? [{ name: 'weight', shape: [own], isTrainable: true }] : [],
    buffers: [],
    total,
    trainable: total,
    children,
  };
}

/** Writes down a forward by hand: `call` enters modules by path, `operation` joins tensors. Values are ids of nodes. */
export class Tape {
  readonly nodes: FlowNode[] = [];
  readonly edges: FlowEdge[] = [];
  #parents: string[] = [];

  input(name: string, ...shape: readonly number[]): string {
    return this.#add({ kind: 'input', name, outputs: [{ shape }] }, []);
  }

  layer(path: string, from: string, ...shape: readonly number[]): string {
    return this.#add({ kind: 'module', name: path, path, outputs: [{ shape }] }, [from]);
  }

  block(path: string, inside: () => string): string {
    const id = this.#add({ kind: 'module', name: path, path, outputs: [] }, []);
    this.#parents.push(id);
    const result = inside();
    this.#parents.pop();
    return result;
  }

  operation(name: string, from: readonly string[], ...shape: readonly number[]): string {
    return this.#add({ kind: 'operation', name, outputs: [{ shape }] }, from);
  }

  /** An operation that takes nothing but a parameter of the model. */
  read(name: string, path: string, ...shape: readonly number[]): string {
    return this.#add({ kind: 'operation', name, reads: [path], outputs: [{ shape }] }, []);
  }

  output(name: string, from: string): void {
    this.#add({ kind: 'output', name, outputs: [this.#shapeOf(from)] }, [from]);
  }

  #shapeOf(id: string): FlowNode['outputs'][number] {
    return this.nodes.find((node) => node.id === id)?.outputs[0] ?? { shape: undefined };
  }

  #add(node: Omit<FlowNode, 'id' | 'parent'>, from: readonly string[]): string {
    const id = `n${this.nodes.length}`;
    const parent = this.#parents.at(-1);
    this.nodes.push({ ...node, id, ...(parent === undefined ? {} : { parent }) });
    for (const source of from) this.edges.push({ from: source, to: id, tensor: this.#shapeOf(source) });
    return id;
  }
}

export function modelOf(type: string, parts: readonly Part[], tape?: Tape): Model {
  const root = moduleOf({ name: '', type, inside: parts }, '');
  return {
    name: type,
    origin: 'source',
    root,
    parameters: { total: root.total, trainable: root.trainable },
    weightBytes: exactly(4 * root.total.value),
    tied: [],
    unknown: [],
    ...(tape ? { flow: { nodes: tape.nodes, edges: tape.edges, inputs: [] } } : { whyNoFlow: 'nobody followed it' }),
  };
}

/** `count` transformer blocks in a row, each with a norm, an attention and a sum past both. */
export function transformer(count: number): Model {
  const inner = [layer('ln', 'LayerNorm', 16), layer('attn', 'MultiheadAttention', 256)];
  const blocks = Array.from({ length: count }, (_, at) => block(String(at), 'Block', ...inner));
  const parts = [layer('wte', 'Embedding', 800), block('h', 'ModuleList', ...blocks), layer('head', 'Linear', 800)];
  const tape = new Tape();
  let x = tape.layer('wte', tape.input('idx', 1, 8), 1, 8, 16);
  for (let at = 0; at < count; at += 1) {
    const before = x;
    x = tape.block(`h.${at}`, () => {
      const normed = tape.layer(`h.${at}.ln`, before, 1, 8, 16);
      return tape.operation('add', [before, tape.layer(`h.${at}.attn`, normed, 1, 8, 16)], 1, 8, 16);
    });
  }
  tape.output('output', tape.layer('head', x, 1, 8, 50));
  return modelOf('GPT', parts, tape);
}
