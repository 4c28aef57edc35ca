/** Where links of an answer lead, and what is made of them. */
import type { QuotedActions } from "../../src/shared/protocol";
import { linkTarget } from "../../src/shared/quotedActions";
import { shownText } from "./shownText";
import { inert, plainText, type Span } from "./spans";

/** What follows the label in brackets: an address, perhaps with parentheses in it, perhaps with a title, which nobody sees. */
const DESTINATION = /\(\s?<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s"[^"]*")?\s?\)/y;
/** Ends before what never belongs to a bare address in a text. */
const BARE = /https?:\/\/[^\s<>"`|\\^{}[\]]+/iy;

export interface Found {
  readonly address: string;
  /** Where it ends in the text. */
  readonly end: number;
}

export function destinationAt(text: string, at: number): Found | null {
  DESTINATION.lastIndex = at;
  const found = DESTINATION.exec(text);
  return found === null ? null : { address: found[1]!, end: DESTINATION.lastIndex };
}

/** An address that stands in the text as it is, without the marks of the sentence that follow it. */
export function bareAddressAt(text: string, at: number): Found | null {
  BARE.lastIndex = at;
  const found = BARE.exec(text)?.[0];
  if (found === undefined) return null;
  let end = found.length;
  let unclosed = 0;
  for (const char of found) unclosed += char === "(" ? 1 : char === ")" ? -1 : 0;
  while (end > 0 && (/[.,;:!?*_~']/.test(found[end - 1]!) || (found[end - 1] === ")" && unclosed < 0))) {
    if (found[end - 1] === ")") unclosed++;
    end--;
  }
  return { address: found.slice(0, end), end: at + end };
}

/** A link, where it may be one; else its label and its address as text. */
export function linkSpans(label: readonly Span[], address: string, quoted: QuotedActions): Span[] {
  const href = linkTarget(address, quoted);
  if (href === null) return refused(label, address);
  const spans = inert(label);
  const shown = plainText(spans);
  if (shown.trim() === "") return [{ kind: "link", href, host: null, spans: [{ kind: "text", text: href }] }];
  const isItself = shown === href || `${shown}/` === href;
  return [{ kind: "link", href, host: isItself ? null : new URL(href).host, spans }];
}

/** Text only: of an image, or of an address that is not let through. */
export function refused(label: readonly Span[], address: string): Span[] {
  const shown = shownText(address);
  const spans = inert(label);
  if (plainText(spans) === shown) return spans;
  return [...spans, { kind: "text", text: spans.length === 0 ? shown : ` (${shown})` }];
}
