import { type Check, type CheckName, makeCheck } from '../check.js';
import type { InsideFacts } from '../inside-facts.js';
import type { JupyterSeen } from '../measured.js';

const NO_TOKEN = 'the token cannot be read here';

/** Whether Jupyter's door is shut, and the key to it nowhere in sight. */
export function judgeJupyter(seen: JupyterSeen, inside: InsideFacts | undefined): readonly Check[] {
  return [
    judgeAnswer('jupyter-without-token', 403, seen.withoutToken),
    judgeAnswer('jupyter-wrong-token', 403, seen.wrongToken),
    seen.hasToken
      ? judgeAnswer('jupyter-token', 200, seen.withToken)
      : makeCheck('jupyter-token', { expected: 'answer 200', measured: NO_TOKEN, ok: null }),
    judgeProcesses(inside),
    judgeRecords(seen),
    judgeLogs(seen),
  ];
}

function judgeAnswer(name: CheckName, expected: number, status: number | undefined): Check {
  return makeCheck(name, {
    expected: `answer ${expected}`,
    measured: status === undefined ? 'no answer' : `answer ${status}`,
    ok: status === expected,
  });
}

function judgeProcesses(inside: InsideFacts | undefined): Check {
  const make = (measured: string, ok: boolean | null): Check =>
    makeCheck('token-in-processes', { expected: 'nowhere', measured, ok });
  if (!inside) return make('nothing could be run inside', null);
  const { token } = inside;
  if (token === undefined || token.processes === 0) return make('the token cannot be read inside', null);
  if (token.seen.length > 0) return make(token.seen.slice(0, 3).join(', '), false);
  return make(`nowhere (${token.processes} processes)`, true);
}

function judgeRecords({ hasToken, inRecords }: JupyterSeen): Check {
  const make = (measured: string, ok: boolean | null): Check =>
    makeCheck('token-in-engine', { expected: 'nowhere', measured, ok });
  if (!hasToken) return make(NO_TOKEN, null);
  if (inRecords === undefined) return make('the engine does not tell', null);
  return inRecords.length > 0 ? make(inRecords.join(', '), false) : make('nowhere', true);
}

function judgeLogs({ hasToken, inLogs }: JupyterSeen): Check {
  const make = (measured: string, ok: boolean | null): Check =>
    makeCheck('token-in-logs', { expected: 'nowhere', measured, ok });
  if (!hasToken) return make(NO_TOKEN, null);
  if (inLogs === undefined) return make('there are no logs to read', null);
  return inLogs ? make('it is in the logs', false) : make('nowhere', true);
}
