import { createNodeHost } from '../../host/node-host.js';
import type { RunReplyMessage, RunRequestMessage } from './run-questions.js';
import { createRunRoom } from './run-room.js';

/**
 * The helper process that holds the run that is looked at: reading a gigabyte, or a file that ends it, never keeps the
 * studio from answering. It answers one question after the other.
 */
const room = createRunRoom(createNodeHost());
let last: Promise<void> = Promise.resolve();

process.on('message', ({ id, question }: RunRequestMessage) => {
  last = last.then(async () => {
    const reply = (message: RunReplyMessage): void => void process.send?.(message);
    try {
      const value = await room.answer(question, (progress) => reply({ kind: 'progress', progress }));
      reply({ kind: 'answer', id, value });
    } catch (error) {
      reply({ kind: 'failed', id, reason: error instanceof Error ? error.message : String(error) });
    }
  });
});
