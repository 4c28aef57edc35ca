/**
 * Markdown of an answer, line by line, into blocks. Nothing is decided by what comes later, a table's second line apart, so that
 * what was told stays true while the text is still arriving. HTML, images and references mean nothing here.
 */
import type { QuotedActions } from "../../src/shared/protocol";
import type { Block, BlockSink } from "./blocks";
import { inlineSpans } from "./inlineSpans";
import * as starts from "./lineStarts";
import { shownCode, shownText } from "./shownText";
import { cellsOf, columnsOf, fitted } from "./tableRows";
import { PIECE_LENGTH, type TextPiece } from "./textPieces";

type Container =
  | { readonly kind: "quote" }
  | { readonly kind: "list"; readonly type: string }
  /** Columns before its marker, and before its content. */
  | { readonly kind: "item"; readonly indent: number; readonly content: number };

/** A paragraph or a heading: told of when it ends, or earlier where it becomes long. */
interface TextLeaf {
  readonly kind: "text";
  readonly block: Block & { kind: "paragraph" | "heading" };
  readonly isTold: boolean;
  /** What was not told yet. */
  readonly pending: string;
  /** Its last line; null if that is incomplete, or no line of a paragraph. */
  readonly line: string | null;
}

type Leaf =
  TextLeaf | { readonly kind: "code"; readonly marks: string } | { readonly kind: "table"; readonly columns: number };

interface State {
  /** From the outermost to the innermost. */
  readonly containers: readonly Container[];
  readonly leaf: Leaf | null;
}

/** What nests deeper is text. A list counts twice: itself and its item. */
const DEEPEST = 16;

export class BlockParser {
  #containers: Container[];
  #leaf: Leaf | null;

  constructor(
    private readonly sink: BlockSink,
    private readonly quoted: QuotedActions,
    state: State = { containers: [], leaf: null },
  ) {
    this.#containers = [...state.containers];
    this.#leaf = state.leaf;
  }

  /** Goes on from here, and leaves this one as it is. */
  fork(): BlockParser {
    return new BlockParser(this.sink, this.quoted, { containers: this.#containers, leaf: this.#leaf });
  }

  feed(piece: TextPiece): void {
    if (piece.isStart) this.#line(piece);
    else this.#continue(piece);
  }

  /** Ends all that is open; with `isOpen`, more is to come and this is only how it looks by now. */
  end(isOpen: boolean): void {
    const leaf = this.#leaf;
    const isHeadOfTable = leaf?.kind === "text" && /^\|[^\n]*\n?[\s|:-]*$/.test(leaf.pending);
    if (isOpen && isHeadOfTable) this.#leaf = null;
    this.#endLeaf(isOpen);
    this.#close(0);
  }

  #line(piece: TextPiece): void {
    const matched = this.#match(piece.text);
    const { line } = matched;
    const isInLeaf = matched.count === this.#containers.length;
    if (this.#leaf?.kind === "code" && isInLeaf) {
      this.#code(line, piece, this.#leaf.marks);
    } else if (line.trim() === "") {
      this.#close(matched.count);
      this.#endLeaf();
    } else {
      this.#openLine(starts.withSpaces(line), matched.count, piece);
    }
  }

  /** How many containers go on in this line, and what of it is theirs. */
  #match(text: string): { count: number; line: string } {
    const isCode = this.#leaf?.kind === "code";
    let line = this.#containers.length === 0 ? text : starts.withSpaces(text);
    for (const [count, container] of this.#containers.entries()) {
      const rest = container.kind === "list" ? line : contentIn(container, line, isCode);
      if (rest === null) return { count, line };
      line = rest;
    }
    return { count: this.#containers.length, line };
  }

  #code(line: string, { isEnd }: TextPiece, marks: string): void {
    if (starts.isFenceEnd(line, marks)) this.#endLeaf();
    else this.sink.add({ kind: "code", text: shownCode(isEnd ? `${line}\n` : line) });
  }

  #openLine(text: string, matched: number, piece: TextPiece): void {
    let line = text;
    let count = matched;
    let isNew = false;
    for (;;) {
      const rest = this.#openContainer(line, count, isNew);
      if (rest === null) break;
      line = rest;
      count = this.#containers.length;
      isNew = true;
    }
    if (line.trim() === "") return;
    const isOtherBlock = starts.heading(line) !== null || starts.fence(line) !== null || starts.isRule(line);
    if (!isNew && this.#isInParagraph() && !isOtherBlock && count < this.#containers.length) {
      this.#paragraph(line, piece); // goes on without the marks of its containers
      return;
    }
    this.#close(this.#containers[count - 1]?.kind === "list" ? count - 1 : count);
    this.#leafLine(line, piece);
  }

  /** Opens a quote or an item where the line says so; what follows its mark. */
  #openContainer(line: string, count: number, isNew: boolean): string | null {
    if (this.#containers.length >= DEEPEST && count >= DEEPEST) return null;
    const above = this.#containers[count - 1];
    const outside = above?.kind === "list" ? count - 1 : count;
    const quoted = starts.quoted(line);
    if (quoted !== null) {
      this.#close(outside);
      this.#open({ kind: "quote" }, { kind: "quote" });
      return quoted;
    }
    const marker = starts.isRule(line) ? null : starts.listMarker(line);
    if (marker === null) return null;
    const isInterrupting = !isNew && count === this.#containers.length && this.#isInParagraph();
    if (isInterrupting && (marker.rest === "" || (marker.start ?? 1) !== 1)) return null;
    if (above?.kind === "list" && above.type === marker.type) {
      this.#close(count);
    } else {
      this.#close(outside);
      this.#open({ kind: "list", type: marker.type }, { kind: "list", start: marker.start });
    }
    this.#open({ kind: "item", indent: marker.indent, content: marker.content }, { kind: "item" });
    return marker.rest;
  }

  #isInParagraph(): boolean {
    return this.#leaf?.kind === "text" && this.#leaf.block.kind === "paragraph";
  }

  #leafLine(line: string, piece: TextPiece): void {
    const leaf = this.#leaf;
    const [heading, fence] = [starts.heading(line), starts.fence(line)];
    const columns = leaf?.kind === "text" && leaf.line !== null ? columnsOf(leaf.line, line) : null;
    const cells = cellsOf(line);
    if (fence !== null) {
      this.#start({ kind: "code", marks: fence.marks }, { kind: "code", language: shownText(fence.language) });
    } else if (heading !== null) {
      this.#text({ kind: "heading", level: heading.level }, heading.text);
    } else if (columns !== null && leaf?.kind === "text") {
      this.#table(leaf, columns);
    } else if (starts.isRule(line)) {
      this.#endLeaf();
      this.sink.add({ kind: "rule" });
    } else if (leaf?.kind === "table" && cells !== null) {
      this.#row(fitted(cells, leaf.columns), false);
    } else {
      this.#paragraph(line, piece);
    }
  }

  /** The last line of the paragraph turns out to be the head of a table. */
  #table(paragraph: TextLeaf, columns: number): void {
    const head = paragraph.line!;
    this.#leaf = { ...paragraph, pending: paragraph.pending.slice(0, -head.length - 1) };
    this.#start({ kind: "table", columns }, { kind: "table" });
    this.#row(cellsOf(head)!, true);
  }

  #row(cells: readonly string[], isHead: boolean): void {
    this.sink.add({ kind: "row", cells: cells.map((cell) => inlineSpans(cell, { quoted: this.quoted })), isHead });
  }

  /** A further part of a long line. */
  #continue(piece: TextPiece): void {
    const { leaf, text, isEnd } = { leaf: this.#leaf, ...piece };
    if (leaf?.kind === "code") {
      this.sink.add({ kind: "code", text: shownCode(isEnd ? `${text}\n` : text) });
    } else if (leaf?.kind === "table") {
      this.#row(fitted([text], leaf.columns), false);
    } else {
      this.#paragraph(text, piece);
    }
  }

  #paragraph(line: string, { isStart, isEnd }: TextPiece): void {
    const isHeading = this.#leaf?.kind === "text" && this.#leaf.block.kind === "heading";
    if (this.#leaf?.kind !== "text" || (isHeading && isStart)) this.#text({ kind: "paragraph" }, "");
    const leaf = this.#leaf as TextLeaf;
    const text = isStart ? line.trimStart() : line;
    if (leaf.pending.length + text.length > PIECE_LENGTH) this.#tell(leaf);
    const told = this.#leaf as TextLeaf;
    const pending = `${told.pending}${text}${isEnd ? "\n" : ""}`;
    this.#leaf = { ...told, pending, line: isStart && isEnd ? text : null };
  }

  #tell(leaf: TextLeaf, isOpen = false): void {
    if (leaf.pending === "") return;
    if (!leaf.isTold) this.sink.open(leaf.block);
    this.sink.add({ kind: "spans", spans: inlineSpans(leaf.pending, { quoted: this.quoted, isOpen }) });
    this.#leaf = { ...leaf, isTold: true, pending: "" };
  }

  #open(container: Container, block: Block): void {
    this.#endLeaf();
    this.#containers.push(container);
    this.sink.open(block);
  }

  #text(block: TextLeaf["block"], pending: string): void {
    this.#endLeaf();
    this.#leaf = { kind: "text", block, isTold: false, pending, line: null };
  }

  #start(leaf: Exclude<Leaf, TextLeaf>, block: Block): void {
    this.#endLeaf();
    this.#leaf = leaf;
    this.sink.open(block);
  }

  #endLeaf(isOpen = false): void {
    const leaf = this.#leaf;
    if (leaf?.kind === "text") this.#tell({ ...leaf, pending: leaf.pending.replace(/\n$/, "") }, isOpen);
    if (this.#leaf?.kind === "text" ? this.#leaf.isTold : leaf !== null) this.sink.close();
    this.#leaf = null;
  }

  /** Leaves so many containers open; what stands in the others ends with them. */
  #close(count: number): void {
    if (this.#containers.length > count) this.#endLeaf();
    while (this.#containers.length > count) {
      this.#containers.pop();
      this.sink.close();
    }
  }
}

/** What of a line is a container's content; null: it does not go on in this line. */
function contentIn(container: Exclude<Container, { kind: "list" }>, line: string, isCode: boolean): string | null {
  if (container.kind === "quote") return starts.quoted(line);
  const indent = starts.indentOf(line);
  if (indent >= container.content || line.trim() === "") return line.slice(container.content);
  if (isCode) return line.slice(indent); // models often forget to indent it
  const isNested = indent >= container.indent + 2 && starts.listMarker(line) !== null;
  return isNested ? line.slice(indent) : null;
}
