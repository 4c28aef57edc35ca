/** Compares recorded, actual and planned values of one attribute, position by position. Pure; works on raw values. */
import type { Json } from "../../shared/model";
import { alignElements, isObject, keysOf, member, sameElements, ValueIds } from "./compare";
import { appendStep, looksLikeMap, type PathStep } from "./paths";
import { UNKNOWN_VALUE } from "./planFacts";
import { nameOfMember } from "./redact";
import { isSecretName } from "./secretNames";
import { type Marks, marksBelow } from "./sensitivity";

/** What the plan says of a position: nothing (it stays as it is), or the value that it would have. */
export type Planned = { readonly value: Json | undefined } | "unchanged";

/** One position where the actual value is not the recorded one. */
export interface AttributeDrift {
  /** In Terraform's notation; of list elements the actual index, of those that are gone the recorded one. */
  readonly path: string;
  readonly steps: readonly PathStep[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly planned: Planned;
  /** The position, or one above it, is marked or named as a secret. */
  readonly secret: boolean;
  /** The element of the top-level list that holds the position, if one does: what siblings and the code are compared with. */
  readonly element: {
    readonly before: Json | undefined;
    readonly after: Json | undefined;
    /** As applying the code would leave it. */
    readonly planned: Json | undefined;
  } | null;
}

interface Position {
  readonly path: string;
  readonly steps: readonly PathStep[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  readonly planned: Planned;
  readonly marks: Marks;
  /** What the value is called, if it has a name of its own. */
  readonly name: string | null;
  readonly element: AttributeDrift["element"];
}

/** All drifted positions of one top-level attribute. `called`: what its value is called, if something else says so. */
export function attributeDrift(
  name: string,
  values: { before: Json | undefined; after: Json | undefined; planned: Planned },
  marks: Marks,
  called = name,
): AttributeDrift[] {
  const context: Context = { found: [], ids: new ValueIds() };
  walk({ path: name, steps: [name], ...values, marks, name: called, element: null }, context);
  return context.found;
}

/** What is the same for all positions of one attribute. */
interface Context {
  readonly found: AttributeDrift[];
  readonly ids: ValueIds;
}

function walk(position: Position, context: Context): void {
  const { before, after, marks, name } = position;
  if (context.ids.same(before, after)) return;
  const named = name !== null && isSecretName(name) && ![before, after, plannedValue(position)].every(isSwitch);
  if (marks === true || named) report(position, true, context);
  else if (Array.isArray(before) && Array.isArray(after) && !sameElements(before, after, context.ids)) {
    walkElements(position, before, after, context);
  } else if (isObject(before) && isObject(after)) walkMembers(position, context);
  else report(position, false, context);
}

function plannedValue({ planned }: Position): Json | undefined {
  return planned === "unchanged" ? undefined : planned.value;
}

/** `password = true` hides nothing. */
function isSwitch(value: Json | undefined): boolean {
  return value === undefined || value === null || typeof value === "boolean" || value === UNKNOWN_VALUE;
}

function report(position: Position, secret: boolean, { found }: Context): void {
  const { path, steps, before, after, planned, element } = position;
  found.push({ path, steps, before, after, planned, secret, element });
}

function walkMembers(position: Position, context: Context): void {
  const { path, steps, before, after, planned, marks, element } = position;
  const inMap = [before, after].some(looksLikeMap);
  for (const key of keysOf(before, after)) {
    walk(
      {
        path: appendStep(path, key, inMap),
        steps: [...steps, key],
        before: member(before, key),
        after: member(after, key),
        planned: plannedMember(planned, key),
        marks: marksBelow(marks, key),
        name: nameOfMember([before, after, plannedValue(position)], key),
        element,
      },
      context,
    );
  }
}

function plannedMember(planned: Planned, key: string): Planned {
  if (planned === "unchanged" || planned.value === UNKNOWN_VALUE) return planned;
  return { value: member(planned.value, key) };
}

function walkElements(position: Position, before: Json[], after: Json[], context: Context): void {
  const actualOf = alignElements(before, after, context.ids);
  const recordedOf = invert(actualOf, after.length);
  const plan = plannedElements(position.planned, after, context.ids);
  const visit = (index: number, from: Json | undefined, to: Json | undefined, planned: Planned): void =>
    walk(
      {
        path: appendStep(position.path, index, false),
        steps: [...position.steps, index],
        before: from,
        after: to,
        planned,
        marks: marksBelow(position.marks, index),
        name: null,
        element: position.element ?? { before: from, after: to, planned: plannedOr(planned, to) },
      },
      context,
    );

  after.forEach((actual, index) => {
    const recordedIndex = recordedOf[index];
    const recorded = recordedIndex === undefined ? undefined : before[recordedIndex];
    visit(index, recorded, actual, plan.ofActual(index, recorded));
  });
  before.forEach((recorded, index) => {
    if (actualOf[index] === undefined) visit(index, recorded, undefined, plan.ofGone(recorded));
  });
}

function plannedOr(planned: Planned, actual: Json | undefined): Json | undefined {
  return planned === "unchanged" ? actual : planned.value;
}

function invert(partner: readonly (number | undefined)[], length: number): (number | undefined)[] {
  const inverse = Array.from<number | undefined>({ length });
  partner.forEach((j, i) => {
    if (j !== undefined) inverse[j] = i;
  });
  return inverse;
}

/** What the plan makes of the elements of a list, whatever their places in it. */
function plannedElements(
  planned: Planned,
  after: Json[],
  ids: ValueIds,
): { ofActual(index: number, recorded: Json | undefined): Planned; ofGone(recorded: Json): Planned } {
  if (planned === "unchanged" || planned.value === UNKNOWN_VALUE) {
    return { ofActual: () => planned, ofGone: () => planned };
  }
  const list = Array.isArray(planned.value) ? planned.value : [];
  const partner = alignElements(after, list, ids);
  const staying = new Set(partner.filter((j, i) => j !== undefined && ids.same(after[i], list[j])));
  // An element that is gone, or was changed, comes back where the plan has it as it was recorded, whatever its place there.
  const coming = new Set(list.flatMap((item, j) => (staying.has(j) ? [] : [ids.of(item)])));
  const comesBack = (recorded: Json | undefined): recorded is Json =>
    recorded !== undefined && coming.size > 0 && coming.has(ids.of(recorded));
  return {
    ofActual: (index, recorded) => {
      const j = partner[index];
      return { value: comesBack(recorded) ? recorded : j === undefined ? undefined : list[j] };
    },
    ofGone: (recorded) => ({ value: comesBack(recorded) ? recorded : undefined }),
  };
}
