import { defineFinding } from '../finding.js';

const LIST = 'https://docs.pytorch.org/docs/stable/notes/serialization.html#weights-only';
const PICKLE = 'https://docs.python.org/3/library/pickle.html';
const MOST_NAMED = 5;

/** The first few, and how many more. */
function listNames(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Findings about checkpoints and other model files, none of which is ever loaded. Codes `MDF-nn`. */
export const modelFileFindings = {
  runsCode: defineFinding<{ path: string; names: readonly string[]; offset: number; within: string | undefined }>({
    code: 'MDF-01',
    severity: 'error',
    title: 'A model file runs code when it is loaded',
    message: ({ path, names, offset, within }) =>
      `Loading ${path} would run ${listNames(names)} (at byte ${offset}${within === undefined ? '' : ` of ${within}`})`,
    hint: () =>
      'Do not load it. Get the weights from whoever made them as safetensors, and ask where this file came from.',
    page: {
      why: 'A pickle is a program: whoever loads it imports and calls what it names. Weights name nothing but tensors; what reaches the system, evaluates text or hides what it calls is an attack, or cannot be told from one. torchdock reads the names and calls nothing.',
      bad: "torch.load('from-the-internet.pt', weights_only=False)",
      good: "safetensors.torch.load_file('weights.safetensors')",
      sources: [LIST, PICKLE],
    },
  }),
  needsTrust: defineFinding<{ path: string; names: readonly string[]; within: string | undefined }>({
    code: 'MDF-02',
    severity: 'warning',
    title: 'A checkpoint holds more than weights and needs to be trusted',
    message: ({ path, names, within }) =>
      `${path} names ${listNames(names)}${within === undefined ? '' : ` (in ${within})`}, which torch.load refuses unless told to trust the file`,
    hint: () => 'Save model.state_dict() instead of the model; keep settings as plain numbers, texts, lists and dicts.',
    page: {
      why: 'Since PyTorch 2.6 torch.load takes only tensors and plain values by default. Anything else is a class or function that would be imported and called: the file then runs whatever that code does, and breaks when the class moves.',
      bad: "torch.save(model, 'model.pt')",
      good: "torch.save(model.state_dict(), 'model.pt')",
      sources: [LIST],
    },
  }),
  broken: defineFinding<{ path: string; reason: string; offset: number | undefined }>({
    code: 'MDF-03',
    severity: 'error',
    title: 'A model file is broken',
    message: ({ path, reason, offset }) =>
      `${path} cannot be read: ${reason}${offset === undefined ? '' : ` (at byte ${offset})`}`,
    hint: () => 'Copy or download it again, and compare its checksum with the one of its source.',
    page: {
      why: 'The file does not follow its own format, so that nothing in it can be relied on; torch would fail on it, or load something else than was saved.',
      bad: 'curl -O https://example.org/model.pt   # interrupted, then resumed in text mode',
      good: 'curl -fO https://example.org/model.pt && sha256sum -c model.pt.sha256',
    },
  }),
  incomplete: defineFinding<{ path: string; reason: string }>({
    code: 'MDF-04',
    severity: 'error',
    title: 'A model file ends too early',
    message: ({ path, reason }) => `${path} is not complete: ${reason}`,
    hint: () => 'It was cut off while it was written, copied or downloaded: do that again.',
    page: {
      why: 'The beginning of the file says what should be in it, and the end is not there. A full disk, a killed job and an interrupted download leave such files.',
      bad: 'scp host:model.safetensors .   # interrupted',
      good: 'rsync --partial --append-verify host:model.safetensors .',
    },
  }),
  sizeMismatch: defineFinding<{ path: string; tensor: string; reason: string; others: number }>({
    code: 'MDF-05',
    severity: 'error',
    title: 'A tensor does not fit the bytes that the file has for it',
    message: ({ path, tensor, reason, others }) =>
      `In ${path}, ${tensor} ${reason}${others > 0 ? `; ${others} more tensors have the same fault` : ''}`,
    hint: () => 'The file was damaged or made by a faulty program; get it again, or save it again with torch.',
    page: {
      why: 'Shape and type say how many bytes a tensor has. Where the file has fewer, a careless reader takes what lies beside it; where two tensors share bytes that the format does not let them share, one is written over by the other.',
      bad: '{"weight":{"dtype":"F32","shape":[1000,1000],"data_offsets":[0,16]}}',
      good: '{"weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}',
    },
  }),
  leadsOut: defineFinding<{ path: string; target: string }>({
    code: 'MDF-06',
    severity: 'error',
    title: 'A model file names a file outside of its folder',
    message: ({ path, target }) => `${path} takes data from ${JSON.stringify(target)}, which is outside of its folder`,
    hint: () => 'Do not load it: a model has no reason to read other files.',
    page: {
      why: 'Data of large models lies in files beside the model. A name that leads elsewhere makes the program that loads the model read any file of the machine, and give it away as weights.',
      bad: 'location: ../../etc/passwd',
      good: 'location: model.onnx.data',
      sources: ['https://onnx.ai/onnx/repo-docs/ExternalData.html'],
    },
  }),
  partMissing: defineFinding<{ path: string; part: string; others: number }>({
    code: 'MDF-07',
    severity: 'error',
    title: 'A file that belongs to a model is not there',
    message: ({ path, part, others }) =>
      `${path} needs ${part}${others > 0 ? ` and ${others} more files` : ''}, which ${others > 0 ? 'are' : 'is'} not beside it`,
    hint: () => 'Copy or download all files of the model into one folder, under their own names.',
    page: {
      why: 'The weights of large models are spread over several files. Without one of them the model cannot be loaded, or loads with layers left at random.',
      bad: 'cp model.onnx /srv/model/',
      good: 'cp model.onnx model.onnx.data /srv/model/',
    },
  }),
  unknownFormat: defineFinding<{ path: string; found: string }>({
    code: 'MDF-08',
    severity: 'warning',
    title: 'A file with the name of a model is none that torchdock knows',
    message: ({ path, found }) => `${path} has the name of a model file, but is ${found}`,
    hint: () => 'Give it the name of what it is, or get the file that was meant.',
    page: {
      why: 'The name says checkpoint, the bytes say otherwise. A page with an error message that was saved under the name of the download is the usual case.',
      bad: 'curl -o model.pt https://example.org/login-first',
      good: 'curl -f -o model.pt https://example.org/model.pt',
    },
  }),
  pointer: defineFinding<{ path: string; sizeBytes: number | undefined }>({
    code: 'MDF-09',
    severity: 'warning',
    title: 'A model file is only a pointer of Git LFS',
    message: ({ path, sizeBytes }) =>
      `${path} is a pointer of Git LFS; the ${sizeBytes === undefined ? 'weights' : `${sizeBytes} bytes of weights`} were not fetched`,
    hint: () => 'git lfs install && git lfs pull',
    page: {
      why: 'Cloned without Git LFS, a repository has small texts where its large files should be. torch.load then fails with a message about an invalid load key.',
      bad: 'git clone https://example.org/model.git   # without git-lfs',
      good: 'git lfs install && git clone https://example.org/model.git',
      sources: ['https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md'],
    },
  }),
  unsafeArchive: defineFinding<{ path: string; reason: string }>({
    code: 'MDF-10',
    severity: 'error',
    title: 'A model archive is made to be read in two ways',
    message: ({ path, reason }) => `${path} is refused: ${reason}`,
    hint: () => 'Do not load it: no program that saves models writes such an archive.',
    page: {
      why: 'A scanner and a loader that disagree about what an archive holds are how harmful files get past checks; entries that overlap or unpack to gigabytes fill memory and disk.',
      bad: 'archive/data.pkl twice, the first one harmless',
      good: 'each file once, one after the other, as torch.save writes them',
    },
  }),
  nativeCode: defineFinding<{ path: string; files: readonly string[] }>({
    code: 'MDF-11',
    severity: 'warning',
    title: 'A model package brings compiled code',
    message: ({ path, files }) => `${path} holds compiled code that loading it runs: ${listNames(files)}`,
    hint: () =>
      'Load it only if you trust who built it; it also fits only the machine and the PyTorch that it was built for.',
    page: {
      why: 'A package of AOTInductor is a shared library with its weights. Loading it runs that library with all rights of the process; nothing can be read from it beforehand.',
      bad: "torch._inductor.aoti_load_package('from-somewhere.pt2')",
      good: "torch.export.load('model.pt2')   # a graph, compiled where it runs",
    },
  }),
  oldFormat: defineFinding<{ path: string }>({
    code: 'MDF-12',
    severity: 'warning',
    title: 'A checkpoint has the format of PyTorch before 0.2',
    message: ({ path }) => `${path} is a tar archive, as PyTorch wrote before 2017; what is in it was not read`,
    hint: () => 'Load it where you trust it, and save its state dict again.',
    page: {
      why: 'The old archive holds several pickles that torch.load runs one after the other, and that the safe loader does not take.',
      bad: "torch.load('2016.pt', weights_only=False)",
      good: "torch.save(model.state_dict(), '2016-again.pt')",
    },
  }),
  tooLarge: defineFinding<{ path: string; reason: string; offset: number | undefined }>({
    code: 'MDF-13',
    severity: 'warning',
    title: 'A model file describes more than is read',
    message: ({ path, reason, offset }) =>
      `${path} was not read to its end: ${reason}${offset === undefined ? '' : ` (at byte ${offset})`}`,
    page: {
      why: 'Only the description of the tensors is read, and no honest one is that long. What comes after the limit is not known, so that no total is given.',
      bad: 'a checkpoint with a log of every step in it',
      good: 'weights in one file, the log in another',
    },
  }),
};
