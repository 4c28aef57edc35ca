import type { Block, BlockSink, Content } from "./blocks";

/** Of what a tree is built: elements of a page, or plain objects. */
export interface Material<Node, Child> {
  /** `isDraft`: it will be made anew when more text is there. */
  block(block: Block, isDraft: boolean): { readonly node: Node; readonly child: Child };
  add(to: Node, content: Content, isDraft: boolean): void;
  append(to: Node, child: Child): void;
  last(node: Node): Child | null;
  /** Takes away all that stands after a child; null: all. */
  trim(node: Node, last: Child | null): void;
}

/** A tree to which blocks are added at its end; a draft at its end can be taken away again, and leaves all else untouched. */
export class GrowingTree<Node, Child> implements BlockSink {
  #path: Node[];
  #before: { path: Node[]; lasts: (Child | null)[] } | undefined;

  constructor(
    root: Node,
    private readonly material: Material<Node, Child>,
  ) {
    this.#path = [root];
  }

  open(block: Block): void {
    const { node, child } = this.material.block(block, this.#isDraft);
    this.material.append(this.#path.at(-1)!, child);
    this.#path.push(node);
  }

  close(): void {
    this.#path.pop();
  }

  add(content: Content): void {
    this.material.add(this.#path.at(-1)!, content, this.#isDraft);
  }

  /** What is added from now on is a draft. */
  beginDraft(): void {
    this.#before = { path: [...this.#path], lasts: this.#path.map((node) => this.material.last(node)) };
  }

  dropDraft(): void {
    if (this.#before === undefined) return;
    const { path, lasts } = this.#before;
    path.forEach((node, at) => this.material.trim(node, lasts[at]!));
    this.#path = path;
    this.#before = undefined;
  }

  get #isDraft(): boolean {
    return this.#before !== undefined;
  }
}
