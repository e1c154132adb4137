import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'vitest';
import { expectGolden } from './setup/golden.js';
import { parseSession, runSession } from './setup/session.js';

const FOLDER = 'test/sessions';

/** The whole program, as a person meets it. Accept with TORCHDOCK_ACCEPT=1, and read the sessions before you commit them. */
describe('sessions', () => {
  it.each(readdirSync(FOLDER).filter((name) => name.endsWith('.txt')))('%s', (name) => {
    const path = `${FOLDER}/${name}`;
    expectGolden(path, runSession(parseSession(readFileSync(path, 'utf8'))));
  });
});
