import { formatCount } from '../../base/units.js';
import { defineFinding } from '../finding.js';

const DATA = 'https://docs.pytorch.org/docs/stable/data.html';
const TUNING = 'https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html';
const AUTOGRAD = 'https://docs.pytorch.org/docs/stable/notes/autograd.html';
const OPTIM = 'https://docs.pytorch.org/docs/stable/optim.html';

/** Findings about the loop of a training script: data, evaluation, steps, losses. Codes `TRN-01` to `TRN-16`. */
export const trainingFindings = {
  noWorkers: defineFinding<{ loader: string; isDefault: boolean }>({
    code: 'TRN-01',
    severity: 'info',
    title: 'A DataLoader has no workers while the script trains on a GPU',
    message: ({ loader, isDefault }) =>
      `${loader} loads in the process that trains (num_workers=0${isDefault ? ' by default' : ''}): the GPU waits while each batch is made`,
    hint: () => 'Write num_workers=4, persistent_workers=True, and measure from there.',
    page: {
      why: 'With num_workers=0 a batch is read and transformed between two steps, while the GPU does nothing. Workers do it beside the step. A data set that is a tensor in memory needs none, and nothing is said of it.',
      bad: 'loader = DataLoader(train_set, batch_size=64, shuffle=True)\nfor x, y in loader:\n    x = x.to("cuda")',
      good: 'loader = DataLoader(train_set, batch_size=64, shuffle=True, num_workers=4, persistent_workers=True)\nfor x, y in loader:\n    x = x.to("cuda")',
      sources: [DATA, TUNING],
    },
  }),
  noPinnedMemory: defineFinding<{ copies: number; loader: string }>({
    code: 'TRN-02',
    severity: 'info',
    title: 'Batches are copied to the GPU from memory that is not pinned, and the step waits',
    message: ({ copies, loader }) =>
      `${formatCount(copies, 'blocking copy', 'blocking copies')} in each step, from pageable memory: ${loader} has no pin_memory=True`,
    hint: () => 'Write pin_memory=True in the DataLoader and .to(device, non_blocking=True) in the loop.',
    page: {
      why: 'From pageable memory the driver first copies into a buffer of its own, and the program waits for it. From pinned memory the copy runs beside what the GPU is doing. Only both together, pin_memory and non_blocking, do that.',
      bad: 'loader = DataLoader(train_set, num_workers=4)\nfor x, y in loader:\n    x = x.to("cuda")',
      good: 'loader = DataLoader(train_set, num_workers=4, pin_memory=True)\nfor x, y in loader:\n    x = x.to("cuda", non_blocking=True)',
      sources: [`${DATA}#memory-pinning`, 'https://docs.pytorch.org/tutorials/intermediate/pinmem_nonblock.html'],
    },
  }),
  noEval: defineFinding<{ model: string; layers: string }>({
    code: 'TRN-03',
    severity: 'warning',
    title: 'A model is evaluated in training mode',
    message: ({ model, layers }) => `${model} is evaluated without eval(): ${layers} go on as in training`,
    hint: () => 'Write model.eval() before the loop, and model.train() before training goes on.',
    page: {
      why: 'Dropout goes on throwing away, and batch norm uses the statistics of the batch and goes on changing its running ones by the validation data. The numbers are wrong and hang on the batch size.',
      bad: 'with torch.no_grad():\n    for x, y in val_loader:\n        correct += (model(x).argmax(1) == y).sum()',
      good: 'model.eval()\nwith torch.no_grad():\n    for x, y in val_loader:\n        correct += (model(x).argmax(1) == y).sum()',
      sources: [`${AUTOGRAD}#evaluation-mode-nn-module-eval`],
    },
  }),
  withGradients: defineFinding<{ model: string }>({
    code: 'TRN-04',
    severity: 'warning',
    title: 'A model is evaluated with gradients recorded',
    message: ({ model }) =>
      `${model} is evaluated outside of torch.no_grad(): each batch keeps its activations for a backward that never comes`,
    hint: () => 'Write with torch.no_grad(): around the loop, or @torch.inference_mode() above the function.',
    page: {
      why: 'eval() does not switch gradients off. Without no_grad every forward keeps what backward would need: more memory than inference takes, and out of memory at a batch size that trains.',
      bad: 'model.eval()\nfor x, y in val_loader:\n    loss = criterion(model(x), y)',
      good: 'model.eval()\nwith torch.no_grad():\n    for x, y in val_loader:\n        loss = criterion(model(x), y)',
      sources: [`${AUTOGRAD}#locally-disabling-gradient-computation`],
    },
  }),
  noTrainAgain: defineFinding<{ model: string; evaluated: number }>({
    code: 'TRN-05',
    severity: 'warning',
    title: 'A model stays in evaluation mode from the second epoch on',
    message: ({ model, evaluated }) =>
      `${model} is put into eval() in line ${evaluated} of each epoch and never back: from the second epoch on it trains in evaluation mode`,
    hint: () => 'Write model.train() at the start of each epoch.',
    page: {
      why: 'eval() holds until somebody calls train(). After the first evaluation dropout no longer drops and batch norm no longer learns its statistics, and nothing fails.',
      bad: 'model.train()\nfor epoch in range(10):\n    train_one_epoch(model)\n    model.eval()\n    evaluate(model)',
      good: 'for epoch in range(10):\n    model.train()\n    train_one_epoch(model)\n    model.eval()\n    evaluate(model)',
      sources: [`${AUTOGRAD}#evaluation-mode-nn-module-eval`],
    },
  }),
  schedulerFirst: defineFinding<{ scheduler: string; optimizerLine: number }>({
    code: 'TRN-06',
    severity: 'warning',
    title: 'A scheduler steps before its optimizer',
    message: ({ scheduler, optimizerLine }) =>
      `${scheduler} steps before the optimizer does (line ${optimizerLine}): the first value of the schedule is skipped`,
    hint: () => 'Write scheduler.step() after optimizer.step(), at the end of the epoch or step.',
    page: {
      why: 'Since PyTorch 1.1 a scheduler is to step after the optimizer. Before it, the first learning rate is never used, and PyTorch warns once.',
      bad: 'for epoch in range(10):\n    scheduler.step()\n    for x, y in loader:\n        ...\n        optimizer.step()',
      good: 'for epoch in range(10):\n    for x, y in loader:\n        ...\n        optimizer.step()\n    scheduler.step()',
      sources: [`${OPTIM}#how-to-adjust-learning-rate`],
    },
  }),
  schedulerNever: defineFinding<{ scheduler: string }>({
    code: 'TRN-07',
    severity: 'warning',
    title: 'A scheduler never steps',
    message: ({ scheduler }) =>
      `${scheduler} is made and never stepped: the learning rate stays what it is at the start`,
    hint: () => 'Write scheduler.step() after optimizer.step(), each epoch or each step as its numbers mean it.',
    page: {
      why: 'A scheduler changes the learning rate only when its step is called. One that never is does nothing but set the first value.',
      bad: 'scheduler = StepLR(optimizer, 30)\nfor epoch in range(90):\n    train(model, optimizer)',
      good: 'scheduler = StepLR(optimizer, 30)\nfor epoch in range(90):\n    train(model, optimizer)\n    scheduler.step()',
      sources: [`${OPTIM}#how-to-adjust-learning-rate`],
    },
  }),
  noZeroGrad: defineFinding<{ optimizer: string }>({
    code: 'TRN-08',
    severity: 'warning',
    title: 'Gradients are never set to zero',
    message: ({ optimizer }) =>
      `${optimizer} steps in each round and nothing sets the gradients to zero: each step adds the gradients of all before it`,
    hint: () => 'Write optimizer.zero_grad() before loss.backward().',
    page: {
      why: 'backward adds to what is in .grad. Without zero_grad the second step uses the sum of two gradients, the hundredth that of a hundred.',
      bad: 'for x, y in loader:\n    loss = criterion(model(x), y)\n    loss.backward()\n    optimizer.step()',
      good: 'for x, y in loader:\n    optimizer.zero_grad()\n    loss = criterion(model(x), y)\n    loss.backward()\n    optimizer.step()',
      sources: ['https://docs.pytorch.org/tutorials/recipes/recipes/zeroing_out_gradients.html'],
    },
  }),
  noSetEpoch: defineFinding<{ sampler: string }>({
    code: 'TRN-09',
    severity: 'warning',
    title: 'A DistributedSampler is not told the epoch',
    message: ({ sampler }) => `set_epoch of ${sampler} is never called: every epoch has the same order`,
    hint: () => 'Write sampler.set_epoch(epoch) at the start of each epoch.',
    page: {
      why: 'DistributedSampler shuffles by seed + epoch, and the epoch is 0 until set_epoch says otherwise. Without it the batches of all epochs are the same.',
      bad: 'sampler = DistributedSampler(train_set)\nfor epoch in range(10):\n    train(loader)',
      good: 'sampler = DistributedSampler(train_set)\nfor epoch in range(10):\n    sampler.set_epoch(epoch)\n    train(loader)',
      sources: [`${DATA}#torch.utils.data.distributed.DistributedSampler`],
    },
  }),
  shuffleAndSampler: defineFinding<{ sampler: string }>({
    code: 'TRN-10',
    severity: 'error',
    title: 'A DataLoader is given both shuffle and a sampler',
    message: ({ sampler }) => `shuffle=True and ${sampler} cannot both be given: DataLoader raises ValueError`,
    hint: () => 'Leave shuffle out: the sampler says the order.',
    page: {
      why: 'shuffle=True makes a RandomSampler, and there can be one sampler only. DataLoader refuses: "sampler option is mutually exclusive with shuffle".',
      bad: 'DataLoader(train_set, shuffle=True, sampler=DistributedSampler(train_set))',
      good: 'DataLoader(train_set, sampler=DistributedSampler(train_set, shuffle=True))',
      sources: [`${DATA}#torch.utils.data.DataLoader`],
    },
  }),
  lossKept: defineFinding<{ target: string; loss: string; how: '+=' | 'append' }>({
    code: 'TRN-13',
    severity: 'warning',
    title: 'A loss is kept together with its graph',
    message: ({ target, loss, how }) =>
      how === '+='
        ? `${target} += ${loss} adds a tensor that still has its graph: what is kept grows with each step`
        : `${target} keeps ${loss} with its graph, one for each step`,
    hint: ({ target, loss, how }) =>
      how === '+=' ? `Write ${target} += ${loss}.detach().` : `Write ${target}.append(${loss}.detach()).`,
    page: {
      why: 'A loss holds on to the graph that made it. Summed up for a mean, all graphs of the epoch hang on one tensor; memory grows until it is gone. detach() keeps the number alone, without waiting for the GPU as item() does.',
      bad: 'total = 0\nfor x, y in loader:\n    loss = criterion(model(x), y)\n    loss.backward()\n    optimizer.step()\n    total += loss',
      good: 'total = 0\nfor x, y in loader:\n    loss = criterion(model(x), y)\n    loss.backward()\n    optimizer.step()\n    total += loss.detach()',
      sources: [
        'https://docs.pytorch.org/docs/stable/notes/faq.html#my-model-reports-cuda-runtime-error-2-out-of-memory',
      ],
    },
  }),
  waitsEachStep: defineFinding<{ call: string; count: number; lines: string }>({
    code: 'TRN-14',
    severity: 'info',
    title: 'Each step waits for the GPU to read a number',
    message: ({ call, count, lines }) =>
      count === 1
        ? `${call} in each step makes the program wait until the GPU has finished it`
        : `${count} calls in each step make the program wait until the GPU has finished it (${call} first; lines ${lines})`,
    hint: () => 'Sum up loss.detach() on the GPU, and read it every so many steps: if step % 50 == 0.',
    page: {
      why: 'Python runs ahead of the GPU and hands it work in advance. item(), tolist() and print of a tensor need the number, so the program waits until the queue is empty, and the GPU waits for the next kernel. One a step costs little on large models and much on small ones.',
      bad: 'for x, y in loader:\n    ...\n    optimizer.step()\n    running += loss.item()',
      good: 'for step, (x, y) in enumerate(loader):\n    ...\n    optimizer.step()\n    running += loss.detach()\n    if step % 50 == 0:\n        print(running.item() / (step + 1))',
      sources: [`${TUNING}#avoid-unnecessary-cpu-gpu-synchronization`],
    },
  }),
  notAllSeeds: defineFinding<{ claimed: string; missing: readonly string[] }>({
    code: 'TRN-15',
    severity: 'info',
    title: 'Runs are to repeat, and not all seeds are set',
    message: ({ claimed, missing }) =>
      `${claimed}, but no seed is set for ${missing.join(' and ')}: two runs differ all the same`,
    hint: ({ missing }) => `Write ${missing.map((name) => SEED_LINES[name] ?? `a seed for ${name}`).join('; ')}.`,
    page: {
      why: 'torch, numpy and random each have numbers of their own. A script that sets the seed of one and draws from another does not repeat; nor does one with deterministic kernels and no seed at all.',
      bad: 'torch.manual_seed(0)\nindices = np.random.permutation(len(data))',
      good: 'torch.manual_seed(0)\nnp.random.seed(0)\nindices = np.random.permutation(len(data))',
      sources: ['https://docs.pytorch.org/docs/stable/notes/randomness.html'],
    },
  }),
  normalisedTwice: defineFinding<{ loss: string; activation: string }>({
    code: 'TRN-16',
    severity: 'warning',
    title: 'A loss that takes logits is given probabilities',
    message: ({ loss, activation }) =>
      `${loss} is given the result of ${activation} and applies ${loss.startsWith('BCE') || loss.startsWith('binary') ? 'a sigmoid' : 'log_softmax'} itself: gradients become small and training slow`,
    hint: ({ activation }) => `Give it what comes before ${activation}, and use ${activation} for predictions only.`,
    page: {
      why: 'CrossEntropyLoss takes logits: it applies log_softmax itself. Of probabilities between 0 and 1 it can never get far below log(1 + (n − 1)/e), and the gradients are small. The same goes for BCEWithLogitsLoss and a sigmoid.',
      bad: 'return F.softmax(self.fc(x), dim=1)\n...\nloss = nn.CrossEntropyLoss()(model(x), y)',
      good: 'return self.fc(x)\n...\nloss = nn.CrossEntropyLoss()(model(x), y)',
      sources: ['https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html'],
    },
  }),
  noLogarithm: defineFinding<{ loss: string; last: string }>({
    code: 'TRN-23',
    severity: 'warning',
    title: 'NLLLoss is not given logarithms of probabilities',
    message: ({ loss, last }) => `${loss} takes log-probabilities and is given the result of ${last}`,
    hint: () => 'Write F.log_softmax(x, dim=1) before it, or use CrossEntropyLoss on the logits.',
    page: {
      why: 'NLLLoss only picks the number of the right class and turns its sign. Given logits or probabilities it goes to minus infinity, or has nothing to learn from.',
      bad: 'model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))\nloss = nn.NLLLoss()(model(x), y)',
      good: 'model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.LogSoftmax(dim=1))\nloss = nn.NLLLoss()(model(x), y)',
      sources: ['https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html'],
    },
  }),
  graphRetained: defineFinding<Record<never, never>>({
    code: 'TRN-25',
    severity: 'warning',
    title: 'The graph is kept after the only backward of a step',
    message: () =>
      'backward(retain_graph=True) is the only backward of the step: the graph is kept, and nobody goes through it again',
    hint: () => 'Write loss.backward(). If that raises, detach what comes over from the step before.',
    page: {
      why: 'retain_graph is for a second backward through the same graph. With one backward it costs memory; where it hides "Trying to backward through the graph a second time", each step goes back through all the steps before it.',
      bad: 'for x, y in loader:\n    loss = criterion(model(x), y)\n    loss.backward(retain_graph=True)\n    optimizer.step()',
      good: 'for x, y in loader:\n    loss = criterion(model(x), y)\n    loss.backward()\n    optimizer.step()',
      sources: ['https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html'],
    },
  }),
};

const SEED_LINES: Readonly<Record<string, string>> = {
  torch: 'torch.manual_seed(seed)',
  numpy: 'np.random.seed(seed)',
  random: 'random.seed(seed)',
};
