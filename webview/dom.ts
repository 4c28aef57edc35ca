type Child = Node | string | null;

/** Attributes that carry no script and no style: the page's policy allows neither. */
type Attributes = Readonly<
  Record<`aria-${string}` | `data-${string}`, string> & {
    id?: string;
    class?: string;
    title?: string;
    role?: string;
    type?: string;
    datetime?: string;
    scope?: string;
    tabindex?: string;
    hidden?: string;
  }
>;

/** An element. Text becomes text nodes, never markup; null children are left out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** An element of a drawing. */
export function drawn(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly Node[]
): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** A symbol that only repeats what the words beside it say. */
export function mark(symbol: string, tone: string): HTMLElement {
  return element("span", { class: `mark ${tone}`, "aria-hidden": "true" }, symbol);
}

/** Something that looks like a link and acts within VS Code. */
export function linkButton(label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const button = element("button", { type: "button", class: "link", ...attributes }, label);
  button.addEventListener("click", onClick);
  return button;
}

/** "{0} of {1} read" with 12, 41 → "12 of 41 read". */
export function filled(template: string, ...values: readonly (number | string)[]): string {
  return template.replace(/\{(\d)\}/g, (hole, at: string) => {
    const value = values[Number(at)];
    if (value === undefined) return hole;
    return typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value;
  });
}
