import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fragment } from '../../src/graph/fragment.js';
import { isDockerfileName } from '../../src/readers/dockerfile/dockerfile-name.js';
import { dockerfileReader } from '../../src/readers/dockerfile/read-dockerfile.js';
import { READERS } from '../../src/readers/table.js';
import { readFixture, readText } from '../setup/fragment.js';
import { expectGolden, goldenJson } from '../setup/golden.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures/readers/dockerfile');

const read = (text: string) => readText(dockerfileReader, 'Dockerfile', text);
const codes = (fragment: Fragment) => fragment.findings.map(({ code }) => code);

describe('golden folders', () => {
  for (const name of readdirSync(FIXTURES)) {
    it(name, () => {
      const folder = join(FIXTURES, name);
      const file = ['Dockerfile', 'docker/Dockerfile', 'Containerfile'].find((path) => existsSync(join(folder, path)));
      expectGolden(join(folder, 'expected.json'), goldenJson(readFixture(dockerfileReader, folder, file ?? '')));
    });
  }
});
