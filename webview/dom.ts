type Child = Node | string | null;

/** Attributes that carry no script and no style: the page's policy allows neither. */
type Attributes = Readonly<
  Record<`aria-${string}` | `data-${string}`, string> & {
    class?: string;
    title?: string;
    role?: string;
    type?: string;
    datetime?: string;
    scope?: string;
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

/** "Show {0} More" with 200 → "Show 200 More". */
export function filled(template: string, value: number | string): string {
  return template.replace("{0}", () =>
    typeof value === "number" ? value.toLocaleString(document.documentElement.lang) : value,
  );
}
