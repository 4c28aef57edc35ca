/** The next small step from what an expression says to what it is to say. */
import type { TextEdit } from "../textEdit";
import type { LiteralEditor } from "./literalEditor";
import { isNothing, isPlain, type Meaning, meaningOf, sameMeaning } from "./meaning";
import type { Expression } from "./syntax";

/**
 * Edits that bring one difference out of the way, the first of those from which comments and the author's manner survive;
 * [] where there is no difference, null where there is no safe way. What is computed stays as it is.
 */
export function nextStep(editor: LiteralEditor, said: Expression, wanted: Meaning, strict = false): TextEdit[] | null {
  const meaning = meaningOf(said, editor.text);
  if (sameMeaning(meaning, wanted, strict)) return [];
  if (said.kind === "call" && wanted.kind === "call" && said.function === wanted.function) {
    const below = strict || said.function === "jsonencode";
    return firstStep(said.arguments.map((given, i) => () => step(editor, given, wanted.arguments[i], below)));
  }
  if (said.kind === "object" && wanted.kind === "map") return entryStep(editor, said, wanted, strict);
  if (said.kind === "tuple" && wanted.kind === "list" && meaning.kind === "list") {
    return itemStep(editor, said, meaning, wanted, strict);
  }
  return isPlain(meaning) && isPlain(wanted) ? editor.replace(said, wanted, strict) : null;
}

function step(editor: LiteralEditor, said: Expression, wanted: Meaning | undefined, strict: boolean) {
  return wanted === undefined ? null : nextStep(editor, said, wanted, strict);
}

function firstStep(steps: readonly (() => TextEdit[] | null)[]): TextEdit[] | null {
  for (const take of steps) {
    const edits = take();
    if (edits === null || edits.length > 0) return edits;
  }
  return [];
}

function entryStep(
  editor: LiteralEditor,
  said: Extract<Expression, { kind: "object" }>,
  wanted: Extract<Meaning, { kind: "map" }>,
  strict: boolean,
): TextEdit[] | null {
  const named = said.elements.filter(({ key }) => key !== null);
  if (new Set(named.map(({ key }) => key)).size < named.length) return null;
  const goalOf = (key: string | null): Meaning | undefined => wanted.entries.find((entry) => entry.key === key)?.value;
  const changed = named.map(({ key, value }) => () => {
    const goal = goalOf(key);
    return goal === undefined ? [] : nextStep(editor, value, goal, strict);
  });
  const gone = said.elements.findIndex(({ key }) => key !== null && goalOf(key) === undefined);
  const added = wanted.entries.find(
    ({ key, value }) => key !== null && (strict || !isNothing(value)) && !named.some((element) => element.key === key),
  );
  return firstStep([
    ...changed,
    () => (gone < 0 ? [] : editor.removeEntry(said, gone)),
    () => (added === undefined || !isPlain(added.value) ? [] : editor.addEntry(said, added)),
  ]);
}

function itemStep(
  editor: LiteralEditor,
  said: Extract<Expression, { kind: "tuple" }>,
  { items: now }: Extract<Meaning, { kind: "list" }>,
  { items: goal }: Extract<Meaning, { kind: "list" }>,
  strict: boolean,
): TextEdit[] | null {
  const common = Math.min(now.length, goal.length);
  let head = 0;
  while (head < common && sameMeaning(now[head]!, goal[head]!, strict)) head++;
  if (now.length === goal.length) return nextStep(editor, said.elements[head]!, goal[head]!, strict);
  if (now.length > goal.length) {
    const surplus = now.findIndex((item, i) => i >= head && !goal.some((one) => sameMeaning(one, item, strict)));
    return editor.removeItem(said, surplus < 0 ? head : surplus);
  }
  const added = shapedLike(goal[head]!, now[head] ?? now.at(-1));
  return isPlain(added) ? editor.addItem(said, head, added) : null;
}

/** An object without what is null in it, where an object beside it does without. */
function shapedLike(item: Meaning, sibling: Meaning | undefined): Meaning {
  if (item.kind !== "map" || sibling?.kind !== "map") return item;
  const entries = item.entries.filter(
    ({ key, value }) => !isNothing(value) || sibling.entries.some((entry) => entry.key === key),
  );
  return { kind: "map", entries };
}
