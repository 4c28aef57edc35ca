/** What a line of Markdown holds, once it is known what of it may act. */
export type Span =
  /** A `command` is one of our own that may be carried out at a press. */
  | { readonly kind: "text" | "code" | "command"; readonly text: string }
  | { readonly kind: "break" }
  | { readonly kind: "emphasis" | "strong" | "strike"; readonly spans: readonly Span[] }
  | LinkSpan;

export interface LinkSpan {
  readonly kind: "link";
  /** As `linkTarget` lets it through. */
  readonly href: string;
  /** To be shown after the label; null where the label is the address itself. */
  readonly host: string | null;
  readonly spans: readonly Span[];
}

/** What is read, without its marks. */
export function plainText(spans: readonly Span[]): string {
  return spans
    .map((span) => {
      if (span.kind === "break") return " ";
      return "text" in span ? span.text : plainText(span.spans);
    })
    .join("");
}

/** The same with nothing in it that acts: for labels, and for what stands around an address that is refused. */
export function inert(spans: readonly Span[]): Span[] {
  return spans.flatMap((span): Span[] => {
    switch (span.kind) {
      case "link":
        return inert(span.spans);
      case "command":
        return [{ kind: "code", text: span.text }];
      case "text":
      case "code":
      case "break":
        return [span];
      default:
        return [{ kind: span.kind, spans: inert(span.spans) }];
    }
  });
}

/** Texts that stand beside each other become one. */
export function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  let texts: string[] = [];
  const endText = (): void => {
    const text = texts.join("");
    if (text !== "") result.push({ kind: "text", text });
    texts = [];
  };
  for (const span of spans) {
    if (span.kind === "text") {
      texts.push(span.text);
    } else {
      endText();
      result.push(span);
    }
  }
  endText();
  return result;
}
