import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FixtureDiagram {
  /** `family/name`, as the folders of `fixtures/mermaid` say. */
  readonly name: string;
  readonly family: string;
  readonly text: string;
}

const ROOT = 'fixtures/mermaid';

/** Our own texts, at least two of each family of Mermaid. */
export function fixtureDiagrams(): FixtureDiagram[] {
  return readdirSync(ROOT)
    .sort()
    .flatMap((family) =>
      readdirSync(join(ROOT, family))
        .sort()
        .map((file) => ({
          name: `${family}/${file.replace(/\.mmd$/, '')}`,
          family,
          text: readFileSync(join(ROOT, family, file), 'utf8'),
        })),
    );
}
