/** What the parser of blocks tells whoever builds something of them, in the order of the text; nothing is ever taken back. */
import type { Span } from "./spans";

/** What begins: something that holds blocks, or a block that holds text. */
export type Block =
  | { readonly kind: "quote" | "item" | "paragraph" | "table" }
  /** Null: without numbers. */
  | { readonly kind: "list"; readonly start: number | null }
  /** `level` is 1 to 6, as written. */
  | { readonly kind: "heading"; readonly level: number }
  /** The first word after the fence, or nothing. */
  | { readonly kind: "code"; readonly language: string };

/** What stands in the innermost block that is open. */
export type Content =
  | { readonly kind: "spans"; readonly spans: readonly Span[] }
  /** Of a block of code: never anything but text. */
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "row"; readonly cells: readonly (readonly Span[])[]; readonly isHead: boolean }
  | { readonly kind: "rule" };

export interface BlockSink {
  open(block: Block): void;
  /** Ends the innermost block that is open. */
  close(): void;
  add(content: Content): void;
}
