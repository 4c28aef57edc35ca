/** Edits of literals in one text, HCL or JSON: each a small step, after which the text is to be read again. */
import type { TextEdit } from "../textEdit";
import { indentAt, newlineNear } from "../textLines";
import { addArgument, argumentIndent, removeArgument } from "./hclArguments";
import { writeHeredoc } from "./heredoc";
import { deservesLines, type Manner, writeEntry, writeLiteral } from "./literalText";
import { inKindOf, type Meaning, type MeaningEntry, meaningOf } from "./meaning";
import { addMember, layoutOf, type Members, removeMember } from "./members";
import type { Attribute, Body, Expression, Span } from "./syntax";

type ObjectExpression = Extract<Expression, { kind: "object" }>;
type TupleExpression = Extract<Expression, { kind: "tuple" }>;

/** All answer null where nothing can be done safely. */
export interface LiteralEditor {
  text: string;
  /** `strict`: what stands there is not converted, so that the kind counts. */
  replace(old: Expression, meaning: Meaning, strict: boolean): TextEdit[] | null;
  addEntry(object: ObjectExpression, entry: MeaningEntry): TextEdit[] | null;
  removeEntry(object: ObjectExpression, index: number): TextEdit[] | null;
  addItem(tuple: TupleExpression, index: number, item: Meaning): TextEdit[] | null;
  removeItem(tuple: TupleExpression, index: number): TextEdit[] | null;
  addArgument(body: Body, entry: MeaningEntry): TextEdit[] | null;
  removeArgument(body: Body, attribute: Attribute): TextEdit[] | null;
}

/** `templates`: strings of its JSON are templates. */
export function literalEditor(text: string, json: boolean, templates: boolean): LiteralEditor {
  const unit = unitOf(text);
  const tight = json && /"[ \t]*:\S/.test(text) && !/"[ \t]*:[ \t]/.test(text);
  const manner = (at: number, given: Partial<Manner>): Manner => ({
    json,
    templates,
    newline: newlineNear(text, at),
    unit,
    indent: indentAt(text, at),
    spread: false,
    colons: false,
    quotedKeys: false,
    tight,
    ...given,
  });
  const members = ({ span }: Expression, spans: readonly Span[], isTuple: boolean): Members => ({
    text,
    newline: newlineNear(text, span.start),
    unit,
    span,
    members: spans,
    commas: isTuple || json,
    finalComma: isTuple && !json,
    padding: isTuple || tight ? "" : " ",
  });
  const ofObject = (object: ObjectExpression): Members =>
    members(
      object,
      object.elements.map(({ span }) => span),
      false,
    );
  const ofTuple = (tuple: TupleExpression): Members =>
    members(
      tuple,
      tuple.elements.map(({ span }) => span),
      true,
    );
  const spreadLike = (like: Expression | undefined, meaning: Meaning, ownLine: boolean): boolean =>
    ownLine && (like !== undefined && isCollection(like) ? isSpread(text, like) : deservesLines(meaning));
  const lines = (at: number): { text: string; newline: string; unit: string } => ({
    text,
    newline: newlineNear(text, at),
    unit,
  });

  return {
    text,
    replace(old, meaning, strict) {
      const { start, end } = old.span;
      const code = text.slice(start, end);
      const kept = strict ? meaning : inKindOf(meaning, meaningOf(old, text));
      const heredoc = kept.kind === "text" ? writeHeredoc(code, kept.value, newlineNear(text, start)) : null;
      const spread = isCollection(old) && isSpread(text, old);
      const written = heredoc ?? writeLiteral(kept, manner(start, { spread, ...keysLike(text, old) }));
      return [{ start, end, text: written }];
    },
    addEntry(object, entry) {
      const list = ofObject(object);
      const { indent, ownLine } = layoutOf(list);
      const spread = spreadLike(object.elements.at(-1)?.value, entry.value, ownLine);
      const written = writeEntry(entry, manner(object.span.start, { indent, spread, ...keysLike(text, object) }));
      return addMember(list, object.elements.length, written);
    },
    removeEntry: (object, index) => removeMember(ofObject(object), index),
    addItem(tuple, index, item) {
      const list = ofTuple(tuple);
      const { indent, ownLine } = layoutOf(list);
      const like = tuple.elements[index] ?? tuple.elements.at(-1);
      const spread = spreadLike(like, item, ownLine);
      const keys = like === undefined ? {} : keysLike(text, like);
      return addMember(list, index, writeLiteral(item, manner(tuple.span.start, { indent, spread, ...keys })));
    },
    removeItem: (tuple, index) => removeMember(ofTuple(tuple), index),
    addArgument(body, entry) {
      if (body.inside === null) return null;
      const at = body.inside.start;
      if (!json) {
        const indent = argumentIndent(lines(at), body);
        const written = writeEntry(entry, manner(at, { indent, spread: deservesLines(entry.value) }));
        return addArgument(lines(at), body, written);
      }
      const list = membersOfBody(body, body.inside);
      const { indent, ownLine } = layoutOf(list);
      const written = writeEntry(entry, manner(at, { indent, spread: ownLine && deservesLines(entry.value) }));
      return addMember(list, list.members.length, written);
    },
    removeArgument(body, attribute) {
      if (!json) return removeArgument(lines(attribute.span.start), body, attribute);
      if (body.inside === null) return null;
      const list = membersOfBody(body, body.inside);
      return removeMember(
        list,
        list.members.findIndex(({ start }) => start === attribute.span.start),
      );
    },
  };

  function membersOfBody(body: Body, inside: Span): Members {
    const spans = [...body.attributes, ...body.blocks].map(({ span }) => span);
    const distinct = [...new Map(spans.map((span) => [span.start, span])).values()];
    const object: Expression = {
      kind: "object",
      span: { start: inside.start - 1, end: inside.end + 1 },
      elements: [],
    };
    return members(
      object,
      distinct.sort((a, b) => a.start - b.start),
      false,
    );
  }
}

/** How much deeper each level stands, told by the first line behind an opening bracket. */
function unitOf(text: string): string {
  const [, outer = "", inner = ""] = /(?:^|\n)([ \t]*)(?:\S[^\n]*)?[{[][ \t]*\r?\n([ \t]+)\S/.exec(text) ?? [];
  return inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : "  ";
}

function isCollection(expression: Expression): expression is ObjectExpression | TupleExpression {
  return expression.kind === "object" || expression.kind === "tuple";
}

/** Whether the elements of a literal begin lines; of an empty one, whether its brackets stand on different lines. */
function isSpread(text: string, literal: ObjectExpression | TupleExpression): boolean {
  const first = literal.elements[0]?.span.start ?? literal.span.end;
  return text.slice(literal.span.start, first).includes("\n");
}

/** How the keys of an object, or of the first object in a list, are written. */
function keysLike(text: string, like: Expression): Partial<Manner> {
  if (like.kind === "tuple") return like.elements[0] === undefined ? {} : keysLike(text, like.elements[0]);
  if (like.kind !== "object" || like.elements.length === 0) return {};
  const heads = like.elements.map(({ span, value }) => text.slice(span.start, value.span.start));
  return {
    colons: heads.every((head) => /:[\s(]*$/.test(head)),
    quotedKeys: heads.every((head) => head.startsWith('"')),
  };
}
