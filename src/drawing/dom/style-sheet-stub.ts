/** A rule as Mermaid makes it: put in as text, or put in empty and filled by `style.setProperty`. */
class StyleRuleStub {
  readonly #declarations: string[] = [];
  readonly #text: string;
  readonly style: { readonly length: number; setProperty(name: string, value: string): void };

  constructor(text: string) {
    this.#text = text;
    const declarations = this.#declarations;
    this.style = {
      get length() {
        return declarations.length;
      },
      setProperty: (name, value) => void declarations.push(`${name}: ${value};`),
    };
  }

  get cssText(): string {
    return this.#declarations.length === 0
      ? this.#text
      : this.#text.replace(/\}\s*$/, `${this.#declarations.join(' ')} }`);
  }
}

/** Mermaid collects its own rules in one of these and reads them back as text. */
export class StyleSheetStub {
  readonly cssRules: StyleRuleStub[] = [];

  insertRule(text: string, index = 0): number {
    this.cssRules.splice(index, 0, new StyleRuleStub(text));
    return index;
  }

  replaceSync(text: string): void {
    this.cssRules.splice(0, this.cssRules.length, new StyleRuleStub(text));
  }
}
