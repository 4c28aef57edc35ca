/** What the blocks of an answer are on the page. Foreign text becomes text nodes and nothing else. */
import type { PageWords } from "../../src/shared/pageWords";
import { element, linkButton } from "../dom";
import type { Block, Content } from "../markdown/blocks";
import type { Material } from "../markdown/growingTree";
import type { LinkSpan, Span } from "../markdown/spans";

export interface ElementContext {
  readonly words: PageWords;
  readonly runSuggested: (command: string) => void;
}

/** Below the heading of the answer, which is of the third level. */
const HEADINGS = ["h4", "h5", "h6"] as const;

const ROWS_IN_PART = 50;

/** In a draft nothing can be pressed: what has the focus would go with it. */
export function answerElements(context: ElementContext): Material<HTMLElement, Node> {
  let topLevel: number | undefined;
  return {
    block(block) {
      if (block.kind === "heading") topLevel ??= block.level;
      return blockElement(block, topLevel ?? 1, context.words);
    },
    add(to, content, isDraft) {
      const box = content.kind === "row" ? rowsOf(to, isDraft) : to;
      box.append(...contentNodes(content, isDraft, context));
    },
    append: (to, child) => to.append(child),
    last: (node) => node.lastChild,
    trim(node, last) {
      while (node.lastChild !== null && node.lastChild !== last) node.lastChild.remove();
    },
  };
}

function blockElement(block: Block, topLevel: number, words: PageWords): { node: HTMLElement; child: Node } {
  switch (block.kind) {
    case "heading":
      return itself(element(HEADINGS[Math.min(Math.max(0, block.level - topLevel), 2)]!));
    case "list":
      return itself(listElement(block.start));
    case "code": {
      const name = [words.code, block.language].filter((part) => part !== "").join(", ");
      return itself(element("pre", { tabindex: "0", role: "group", "aria-label": name }));
    }
    case "table": {
      const table = element("table");
      return { node: table, child: element("div", { class: "answer-table" }, table) };
    }
    default:
      return itself(element(({ quote: "blockquote", item: "li", paragraph: "p" } as const)[block.kind]));
  }
}

/** Where the next row belongs: parts of a table that are full need not be laid out again; a draft is a part of its own. */
function rowsOf(table: HTMLElement, isDraft: boolean): HTMLElement {
  const last = table.lastElementChild;
  if (!isDraft && last instanceof HTMLElement && last.childElementCount < ROWS_IN_PART) return last;
  const part = element("tbody");
  table.append(part);
  return part;
}

function itself(made: HTMLElement): { node: HTMLElement; child: Node } {
  return { node: made, child: made };
}

function listElement(start: number | null): HTMLElement {
  if (start === null) return element("ul");
  const list = element("ol");
  list.start = start;
  return list;
}

function contentNodes(content: Content, isDraft: boolean, context: ElementContext): Node[] {
  switch (content.kind) {
    case "spans":
      return spanNodes(content.spans, isDraft, context);
    case "code":
      return [document.createTextNode(content.text)];
    case "rule":
      return [element("hr")];
    case "row": {
      const cells = content.cells.map((spans) => {
        const cell = content.isHead ? element("th", { scope: "col" }) : element("td");
        cell.append(...spanNodes(spans, isDraft, context));
        return cell;
      });
      return [element("tr", {}, ...cells)];
    }
  }
}

function spanNodes(spans: readonly Span[], isDraft: boolean, context: ElementContext): Node[] {
  return spans.flatMap((span): Node[] => {
    switch (span.kind) {
      case "text":
        return [document.createTextNode(span.text)];
      case "break":
        return [element("br")];
      case "code":
        return [element("code", {}, span.text)];
      case "command":
        return [isDraft ? element("code", {}, span.text) : commandButton(span.text, context)];
      case "link":
        return linkNodes(span, isDraft, context);
      default: {
        const tag = ({ emphasis: "em", strong: "strong", strike: "s" } as const)[span.kind];
        return [element(tag, {}, ...spanNodes(span.spans, isDraft, context))];
      }
    }
  });
}

function commandButton(command: string, { runSuggested }: ElementContext): HTMLElement {
  return linkButton(command, () => runSuggested(command), { class: "link command" });
}

/** Where it leads can always be read. */
function linkNodes({ href, host, spans }: LinkSpan, isDraft: boolean, context: ElementContext): Node[] {
  const label = spanNodes(spans, isDraft, context);
  const after = host === null ? [] : [element("span", { class: "dim link-host" }, ` (${host})`)];
  if (isDraft) return [element("span", { class: "link-draft" }, ...label), ...after];
  const link = element("a", { title: href }, ...label);
  link.href = href;
  link.rel = "noreferrer";
  return [link, ...after];
}
