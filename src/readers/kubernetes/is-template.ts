/** Actions of Go templates that no manifest holds as text of its own (Argo writes `{{` too, in quotes and with other words). */
const ACTION =
  /\{\{-?\s*(?:\/\*|(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b)|(?:if|else|end|range|with|define|include|template|block|toYaml|tpl|required|default)\b|\$[\w.]*\s*:?=|\$\.|(?:not|eq|and|or)\b)/;

/** `{{` where a value or a line begins, without quotes: no YAML, whatever the template language. */
const BARE = /(?:^|:|-)[ \t]+\{\{/m;

/** Whether a file is a template of manifests (Helm) and not a manifest. */
export function isTemplate(text: string): boolean {
  return text.includes('{{') && (ACTION.test(text) || BARE.test(text));
}
