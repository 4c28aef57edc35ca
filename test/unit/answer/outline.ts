/** Markdown as the page builds it, of plain objects, and written down in one line. */
import type { QuotedActions } from "../../../src/shared/protocol";
import type { Block, Content } from "../../../webview/markdown/blocks";
import type { Material } from "../../../webview/markdown/growingTree";
import { MarkdownStream } from "../../../webview/markdown/markdownStream";
import type { Span } from "../../../webview/markdown/spans";

export interface Grown {
  readonly name: string;
  readonly children: (Grown | Content)[];
}

export const NOTHING_QUOTED: QuotedActions = { hosts: [], commands: false };

const PLAIN: Material<Grown, Grown | Content> = {
  block(block) {
    const node: Grown = { name: nameOf(block), children: [] };
    return { node, child: node };
  },
  add: (to, content) => void to.children.push(content),
  append: (to, child) => void to.children.push(child),
  last: (node) => node.children.at(-1) ?? null,
  trim(node, last) {
    node.children.length = last === null ? 0 : node.children.indexOf(last) + 1;
  },
};

function nameOf(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `h${block.level}`;
    case "list":
      return block.start === null ? "ul" : `ol:${block.start}`;
    case "code":
      return block.language === "" ? "pre" : `pre:${block.language}`;
    default:
      return { quote: "quote", item: "li", paragraph: "p", table: "table" }[block.kind];
  }
}

export interface Streamed {
  readonly root: Grown;
  readonly stream: MarkdownStream<Grown, Grown | Content>;
}

export function streamed(quoted = NOTHING_QUOTED): Streamed {
  const root: Grown = { name: "", children: [] };
  return { root, stream: new MarkdownStream(root, PLAIN, quoted) };
}

/** "p(text em(text))": what a whole text becomes. */
export function outline(text: string, quoted = NOTHING_QUOTED): string {
  const { root, stream } = streamed(quoted);
  stream.append(text);
  stream.end();
  return written(root);
}

/** What a text looks like that is not complete. */
export function draft(text: string, quoted = NOTHING_QUOTED): string {
  const { root, stream } = streamed(quoted);
  stream.append(text);
  return written(root);
}

export function written({ name, children }: Grown): string {
  const inside = children.map((child) => ("name" in child ? written(child) : contentWritten(child)));
  if (name === "") return inside.join(" ");
  // It makes no difference in how many parts code or a long paragraph was told.
  return `${name}(${inside.join(name.startsWith("pre") || /^(?:p|h\d)$/.test(name) ? "" : " ")})`;
}

function contentWritten(content: Content): string {
  switch (content.kind) {
    case "spans":
      return spansWritten(content.spans);
    case "code":
      return content.text.replaceAll("\n", "⏎");
    case "row":
      return `${content.isHead ? "head" : "row"}(${content.cells.map(spansWritten).join("|")})`;
    case "rule":
      return "hr";
  }
}

export function spansWritten(spans: readonly Span[]): string {
  return spans
    .map((span) => {
      switch (span.kind) {
        case "text":
          return span.text;
        case "break":
          return "↵";
        case "code":
          return `‹${span.text}›`;
        case "command":
          return `RUN‹${span.text}›`;
        case "link":
          return `LINK‹${spansWritten(span.spans)}${span.host === null ? "" : ` @${span.host}`} → ${span.href}›`;
        default:
          return `${span.kind}(${spansWritten(span.spans)})`;
      }
    })
    .join("");
}
