import type { QuotedActions } from "../../src/shared/protocol";
import { BlockParser } from "./blockParser";
import { GrowingTree, type Material } from "./growingTree";
import { isMarksOnly } from "./lineStarts";
import { TextPieces } from "./textPieces";

/** Markdown that arrives in parts, built into a tree: what is finished is built once, and only the open end ever again. */
export class MarkdownStream<Node, Child> {
  readonly #pieces = new TextPieces();
  readonly #tree: GrowingTree<Node, Child>;
  readonly #parser: BlockParser;

  constructor(root: Node, material: Material<Node, Child>, quoted: QuotedActions) {
    this.#tree = new GrowingTree(root, material);
    this.#parser = new BlockParser(this.#tree, quoted);
  }

  /** More text; what cannot be finished yet is drafted. */
  append(text: string): void {
    this.#tree.dropDraft();
    for (const piece of this.#pieces.push(text)) this.#parser.feed(piece);
    this.#tree.beginDraft();
    const draft = this.#parser.fork();
    const { rest } = this.#pieces;
    if (rest !== null && !(rest.isStart && isMarksOnly(rest.text))) draft.feed(rest);
    draft.end(true);
  }

  /** There is no more. */
  end(): void {
    this.#tree.dropDraft();
    const { rest } = this.#pieces;
    if (rest !== null) this.#parser.feed(rest);
    this.#parser.end(false);
  }
}
