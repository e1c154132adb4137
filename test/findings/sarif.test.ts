import { describe, expect, it } from 'vitest';
import { listFindingEntries } from '../../src/findings/catalog.js';
import type { Finding, IgnoredFinding } from '../../src/findings/finding.js';
import { renderFindings } from '../../src/findings/render/table.js';

interface Log {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly version: string;
        readonly rules: readonly Rule[];
        readonly supportedTaxonomies?: readonly ComponentReference[];
      };
    };
    readonly taxonomies?: readonly { readonly name: string; readonly taxa: readonly { readonly id: string }[] }[];
    readonly columnKind: string;
    readonly results: readonly Result[];
  }[];
}
interface ComponentReference {
  readonly name: string;
  readonly index: number;
}
interface Rule {
  readonly relationships?: readonly {
    readonly target: { readonly id: string; readonly index: number; readonly toolComponent: ComponentReference };
    readonly kinds: readonly string[];
  }[];
  readonly id: string;
  readonly shortDescription?: { readonly text: string };
  readonly fullDescription?: { readonly text: string };
  readonly help?: { readonly text: string; readonly markdown: string };
  readonly defaultConfiguration?: { readonly level: string };
}
interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}
interface Result {
  readonly suppressions?: readonly { readonly kind: string; readonly justification?: string }[];
  readonly fixes?: readonly {
    readonly description: { readonly text: string };
    readonly artifactChanges: readonly {
      readonly artifactLocation: { readonly uri: string };
      readonly replacements: readonly {
        readonly deletedRegion: Region;
        readonly insertedContent?: { readonly text: string };
      }[];
    }[];
  }[];
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation?: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: Region;
    };
    readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
  }[];
}

function render(findings: readonly Finding[], ignored: readonly IgnoredFinding[] = []): Log {
  const context = { source: () => undefined, columns: 80, hasColor: false, toolVersion: '1.2.3', ignored };
  return JSON.parse(renderFindings(findings, 'sarif', context)) as Log;
}

/** Every relationship leads to a taxon that is there, and every taxonomy is one that the driver says it supports. */
function expectWholeTaxonomies({ tool, taxonomies = [] }: Log['runs'][number]): void {
  expect(tool.driver.supportedTaxonomies ?? []).toEqual(taxonomies.map(({ name }, index) => ({ name, index })));
  for (const { target, kinds } of tool.driver.rules.flatMap(({ relationships = [] }) => relationships)) {
    const component = taxonomies[target.toolComponent.index];
    expect(component?.name).toBe(target.toolComponent.name);
    expect(component?.taxa[target.index]?.id).toBe(target.id);
    expect(kinds).toHaveLength(1);
    expect(['equal', 'subset', 'superset', 'relevant']).toContain(kinds[0]);
  }
}

/** What the SARIF 2.1.0 schema asks of the parts that are used here (OASIS sarif-schema-2.1.0.json). */
function expectValid(log: Log): void {
  expect(log.version).toBe('2.1.0');
  expect(log.$schema).toMatch(/^https:.*sarif-schema-2\.1\.0\.json$/);
  for (const run of log.runs) {
    const { tool, columnKind, results } = run;
    expectWholeTaxonomies(run);
    expect(['utf16CodeUnits', 'unicodeCodePoints']).toContain(columnKind);
    expect(tool.driver.name).not.toBe('');
    const ids = tool.driver.rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const result of results) {
      expect(ids[result.ruleIndex]).toBe(result.ruleId);
      expect(['none', 'note', 'warning', 'error']).toContain(result.level);
      expect(result.message.text).not.toBe('');
      for (const { physicalLocation } of result.locations) {
        if (!physicalLocation) continue;
        const { artifactLocation, region } = physicalLocation;
        expect(artifactLocation.uri).toMatch(/^(?!\/)(?![a-z]+:)[\w!$&'()*+,;=@~./%-]+$/i);
        expect(region.startLine).toBeGreaterThanOrEqual(1);
        expect(region.startColumn).toBeGreaterThanOrEqual(1);
        expect(region.endLine).toBeGreaterThanOrEqual(region.startLine);
        expect(region.endColumn).toBeGreaterThanOrEqual(1);
      }
    }
  }
}

const place = { file: 'docker/my image/Dockerfile#1?.中', line: 3, column: 2, endLine: 3, endColumn: 9 };

describe('sarif', () => {
  it('is a valid log with rules, help and relative addresses', () => {
    const log = render([
      { code: 'JUP-01', severity: 'error', message: 'm', hint: 'h', place },
      { code: 'SRC-04', severity: 'error', message: 'n' },
      { code: 'JUP-01', severity: 'error', message: 'o', place: { ...place, file: 'lone\ud800.yaml' } },
    ]);
    expectValid(log);
    const [run] = log.runs;
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(['JUP-01', 'SRC-04']);
    expect(run?.tool.driver.rules[0]?.help?.markdown).toContain('✅ Good');
    expect(run?.results[0]?.message.text).toBe('m\nh');
    expect(run?.results[0]?.locations[0]?.physicalLocation?.artifactLocation.uri).toBe(
      'docker/my%20image/Dockerfile%231%3F.%E4%B8%AD',
    );
  });

  it('is a valid log without results', () => {
    const log = render([]);
    expectValid(log);
    expect(log.runs[0]?.results).toEqual([]);
  });

  it('names what is no file without inventing an address', () => {
    const log = render([{ code: 'JUP-01', severity: 'error', message: 'm', place: { ...place, file: '--run' } }]);
    expectValid(log);
    expect(log.runs[0]?.results[0]?.locations).toEqual([{ logicalLocations: [{ fullyQualifiedName: '--run:3:2' }] }]);
  });

  it('has a rule for a code that the catalog does not know', () => {
    const log = render([{ code: 'ZZZ-99', severity: 'info', message: 'm' }]);
    expectValid(log);
    expect(log.runs[0]?.tool.driver.rules).toEqual([{ id: 'ZZZ-99' }]);
  });

  it('leads from every code to the ids of other tools', () => {
    const log = render(listFindingEntries().map(({ code }) => ({ code, severity: 'info', message: 'm' })));
    expectValid(log);
    const [run] = log.runs;
    expect(run?.taxonomies?.map(({ name }) => name)).toEqual(['buildkit', 'cis', 'hadolint', 'kics', 'trivy']);
    const duplicate = run?.tool.driver.rules.find(({ id }) => id === 'DKF-10');
    expect(duplicate?.relationships?.map(({ target, kinds }) => [target.toolComponent.name, target.id, kinds])).toEqual(
      [
        ['buildkit', 'DuplicateStageName', ['equal']],
        ['hadolint', 'DL3024', ['equal']],
      ],
    );
  });

  it('has what a comment ignores as a suppressed result', () => {
    const finding: Finding = { code: 'JUP-02', severity: 'info', message: 'm', place };
    const log = render(
      [{ ...finding, code: 'JUP-01' }],
      [
        { finding, reason: 'a lab of one', comment: place },
        { finding, comment: place },
      ],
    );
    expectValid(log);
    expect(log.runs[0]?.results.map(({ suppressions }) => suppressions)).toEqual([
      undefined,
      [{ kind: 'inSource', justification: 'a lab of one' }],
      [{ kind: 'inSource' }],
    ]);
  });

  it('proposes a mend as a fix', () => {
    const edits = [
      { place, oldText: 'old', newText: '' },
      { place: { ...place, endColumn: 2 }, oldText: '', newText: 'new' },
    ];
    const mend = { title: 'Do it', isCertain: false, edits };
    const log = render([{ code: 'JUP-01', severity: 'error', message: 'm', place, mend }]);
    expectValid(log);
    expect(log.runs[0]?.results[0]?.fixes).toEqual([
      {
        description: { text: 'Do it' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'docker/my%20image/Dockerfile%231%3F.%E4%B8%AD' },
            replacements: [
              { deletedRegion: { startLine: 3, startColumn: 2, endLine: 3, endColumn: 9 } },
              {
                deletedRegion: { startLine: 3, startColumn: 2, endLine: 3, endColumn: 2 },
                insertedContent: { text: 'new' },
              },
            ],
          },
        ],
      },
    ]);
  });
});
