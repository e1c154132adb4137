import { compareText, sortedBy } from '../../base/order.js';
import { FOREIGN_TOOLS, type ForeignTool, type RelatedRule } from '../finding.js';

/**
 * The rules of other tools as SARIF has them (§3.19.3, §3.53): a taxonomy a tool, its ids as taxa, and for each rule of
 * ours the relationships that lead there. A viewer that knows a baseline by those ids finds our results under them.
 */
export interface Taxonomies {
  /** `run.taxonomies`; empty when no rule has a relative. */
  readonly components: readonly object[];
  /** `tool.driver.supportedTaxonomies`. */
  readonly references: readonly object[];
  /** `reportingDescriptor.relationships`. */
  relationshipsOf(related: readonly RelatedRule[]): readonly object[];
}

/** The taxonomies that the given relations need, and no more. */
export function buildTaxonomies(related: readonly RelatedRule[]): Taxonomies {
  const tools = [...new Set(related.map(({ tool }) => tool))].sort(compareText);
  const idsOf = (tool: ForeignTool): readonly string[] =>
    sortedBy(new Set(related.filter((rule) => rule.tool === tool).map(({ id }) => id)), (id) => id);
  const taxa = new Map(tools.map((tool) => [tool, idsOf(tool)]));
  return {
    components: tools.map((tool) => ({
      name: tool,
      fullName: FOREIGN_TOOLS[tool].title,
      informationUri: FOREIGN_TOOLS[tool].page,
      isComprehensive: false,
      taxa: (taxa.get(tool) ?? []).map((id) => ({ id })),
    })),
    references: tools.map((tool, index) => ({ name: tool, index })),
    relationshipsOf: (rules) =>
      rules.map(({ tool, id, relation }) => ({
        target: {
          id,
          index: (taxa.get(tool) ?? []).indexOf(id),
          toolComponent: { name: tool, index: tools.indexOf(tool) },
        },
        kinds: [relation],
      })),
  };
}
