import { DriftError } from "../../shared/errors";
import { HEAD_BYTES, startOfPlan, TopLevelKeys } from "./foreignDocument";
import type { JsonKind } from "./jsonGrammar";
import { JsonScanner } from "./jsonScanner";
import type { Inside, Take, Treatment } from "./jsonScanner";

/**
 * What a reader wants of a top-level key:
 * - `value`: its value, whole;
 * - `elements`: it is an array, each element by itself; null counts as absent, anything else is an error;
 * - `changes`: the same for resource changes, but of one that changes nothing (`no-op`) without its `after`: that is the same as
 *   its `before`, and most of most plans;
 * - `resources`: it is a state representation, each element of every `resources` array in `values.root_module` and in the
 *   `child_modules` below, by itself; what is not of the expected type there is passed over;
 * - `skip`: nothing.
 */
export type Wanted = "value" | "elements" | "changes" | "resources" | "skip";

export interface PlanReader {
  /** Asked for each top-level key in document order. */
  want(key: string): Wanted;
  /** Makes a value of a text with a number that JavaScript may round; `JSON.parse` if absent. */
  parseUnrounded?(text: string): unknown;
  /** Called while the document is being read: what was found before an error was found all the same. */
  found(key: string, value: unknown): void;
}

/**
 * Reads a plan JSON of any size, as `terraform show -json PLANFILE` prints it, in memory for one wanted value or element at a time.
 * Everything is validated. A document that names a wanted key twice is refused: Terraform never writes one, and what says two
 * things is not to be trusted. Throws `DriftError` (`plan_unreadable`), and what the reader throws.
 */
export class PlanScanner {
  private readonly keys = new TopLevelKeys();
  private readonly wantedKeys = new Set<string>();
  private head = Buffer.alloc(0);
  private scanner: JsonScanner | undefined;

  constructor(private readonly reader: PlanReader) {}

  write(chunk: Uint8Array): void {
    const { scanner } = this;
    if (scanner !== undefined) this.naming(() => scanner.write(chunk));
    else {
      this.head = Buffer.concat([this.head, chunk]);
      if (this.head.length >= HEAD_BYTES) this.start();
    }
  }

  /** To be called when everything was written: throws if the document is not complete or not a plan. */
  end(): void {
    const scanner = this.scanner ?? this.start();
    this.naming(() => scanner.end());
    const foreign = this.keys.foreign();
    if (foreign !== undefined) throw foreign;
  }

  private start(): JsonScanner {
    const { head } = this;
    const from = startOfPlan(head.subarray(0, HEAD_BYTES));
    const parseUnrounded = this.reader.parseUnrounded?.bind(this.reader);
    const scanner = new JsonScanner({ of: "array", child: (_, kind) => this.root(kind) }, from, parseUnrounded);
    this.scanner = scanner;
    this.head = Buffer.alloc(0);
    this.naming(() => scanner.write(head.subarray(from)));
    return scanner;
  }

  /** That the document is not a plan at all says more than what is wrong with it as JSON. */
  private naming(step: () => void): void {
    try {
      step();
    } catch (error) {
      throw error instanceof DriftError ? (this.keys.foreign() ?? error) : error;
    }
  }

  private root(kind: JsonKind): Treatment {
    if (kind !== "object") return { refuse: "does not start with an object" };
    return { of: "object", child: (key, ofKind) => this.topLevel(key, ofKind) };
  }

  private topLevel(key: string, kind: JsonKind): Treatment {
    this.keys.add(key);
    const wanted = this.reader.want(key);
    if (wanted === "skip") return "skip";
    if (this.wantedKeys.has(key)) return repeated(key);
    this.wantedKeys.add(key);
    const take: Take = (value) => this.reader.found(key, value);
    switch (wanted) {
      case "value":
        return take;
      case "elements":
      case "changes": {
        if (kind === "null") return "skip";
        if (kind !== "array") return { refuse: `has something else than an array as "${key}"` };
        return array((element) => (wanted === "changes" && element === "object" ? resourceChange(take) : take));
      }
      case "resources":
        return object({ values: () => object({ root_module: () => moduleOf(take) }) });
    }
  }
}

/** Feeds a scanner from a stream. The first error ends the reading, and with it the stream. */
export async function scanPlan(source: AsyncIterable<Uint8Array>, reader: PlanReader): Promise<void> {
  const scanner = new PlanScanner(reader);
  for await (const chunk of source) scanner.write(chunk);
  scanner.end();
}

function moduleOf(take: Take): Inside {
  return object({
    resources: () => array(() => take),
    child_modules: () => array(() => moduleOf(take)),
  });
}

function array(element: (kind: JsonKind) => Treatment): Inside {
  return { of: "array", child: (_, kind) => element(kind) };
}

function resourceChange(take: Take): Inside {
  return assembled(take, (key, kind, keep) => (key === "change" && kind === "object" ? change(keep) : keep));
}

/** Terraform writes the actions before the values; where they come later, nothing is left out. */
function change(take: Take): Inside {
  return assembled(take, (key, _, keep, members) => {
    const actions = members.get("actions");
    const isNoOp = Array.isArray(actions) && actions.length === 1 && actions[0] === "no-op";
    return key === "after" && isNoOp ? "skip" : keep;
  });
}

/** An object whose members are looked at one by one, and that is handed on with those that were kept. */
function assembled(
  take: Take,
  treat: (key: string, kind: JsonKind, keep: Take, members: ReadonlyMap<string, unknown>) => Treatment,
): Inside {
  const members = new Map<string, unknown>();
  return {
    of: "object",
    child(key, kind) {
      if (members.has(key)) return repeated(key);
      return treat(key, kind, (value) => members.set(key, value), members);
    },
    end: () => take(Object.fromEntries(members)),
  };
}

/** An object of which only the named members matter, and each may stand in it once. */
function object(members: Readonly<Record<string, () => Treatment>>): Inside {
  const seen = new Set<string>();
  return {
    of: "object",
    child(key) {
      if (!Object.hasOwn(members, key)) return "skip";
      if (seen.has(key)) return repeated(key);
      seen.add(key);
      return members[key]!();
    },
  };
}

function repeated(key: string): Treatment {
  return { refuse: `has "${key}" twice in one object` };
}
