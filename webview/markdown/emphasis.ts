/** Pairs the marks of emphasis as CommonMark does, in one pass. */
import { joined, type Span } from "./spans";

/** Marks of one kind beside each other. */
export interface Run {
  readonly kind: "run";
  readonly char: "*" | "_" | "~";
  readonly length: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
}

/** What may stand between runs. */
export interface Piece {
  readonly kind: "piece";
  readonly spans: readonly (Span | Piece)[];
  /** How deep these are nested. */
  readonly depth: number;
}

export interface Emphasized {
  readonly spans: readonly Span[];
  readonly depth: number;
}

/** Marks that would nest deeper are left out. */
const DEEPEST = 8;

/** A run that may still find its end, in the place where it stands. */
interface Opener {
  readonly kind: "opener";
  readonly run: Run;
  readonly serial: number;
  readonly at: number;
  left: number;
}

interface State {
  readonly out: (Piece | Opener)[];
  readonly openers: Opener[];
  /** By kind of closing run: no older opener than this fits. Without it, time would grow with the square of the length. */
  readonly bottoms: Map<string, number>;
  serial: number;
}

/** With `isOpen`, more text is to come: what began to be strong is shown so already. */
export function emphasized(tokens: readonly (Piece | Run)[], isOpen: boolean): Emphasized {
  const state: State = { out: [], openers: [], bottoms: new Map(), serial: 0 };
  for (const token of tokens) {
    if (token.kind === "piece") state.out.push(token);
    else addRun(token, state);
  }
  if (isOpen) closeStrong(state);
  const all = gathered(state.out);
  return { spans: flat(all), depth: all.depth };
}

function addRun(run: Run, state: State): void {
  let left = run.length;
  while (run.canClose && left > 0) {
    const at = openerOf(run, state);
    if (at === -1) break;
    const opener = state.openers[at]!;
    const used = run.char === "~" || (left >= 2 && opener.left >= 2) ? 2 : 1;
    state.openers.length = at + 1;
    left -= used;
    wrap(opener, used, state);
  }
  if (left === 0) return;
  if (run.canOpen) {
    const opener: Opener = { kind: "opener", run, serial: ++state.serial, at: state.out.length, left };
    state.openers.push(opener);
    state.out.push(opener);
  } else {
    state.out.push(text(run.char.repeat(left)));
  }
}

/** The opener's place in the stack; -1 if there is none. */
function openerOf(run: Run, { openers, bottoms, serial }: State): number {
  const key = `${run.char}${run.canOpen}${run.length % 3}`;
  const bottom = bottoms.get(key) ?? 0;
  for (let at = openers.length - 1; at >= 0 && openers[at]!.serial > bottom; at--) {
    if (isPair(openers[at]!.run, run)) return at;
  }
  bottoms.set(key, serial);
  return -1;
}

/** CommonMark's rule of three keeps `*a**b*` from ending in its middle. */
function isPair(opener: Run, closer: Run): boolean {
  if (opener.char !== closer.char) return false;
  const isBoth = closer.canOpen || opener.canClose;
  return !isBoth || (opener.length + closer.length) % 3 !== 0 || opener.length % 3 === 0;
}

/** All that stands after the opener becomes one piece. */
function wrap(opener: Opener, used: number, { out, openers }: State): void {
  const inner = gathered(out.splice(opener.at + 1));
  opener.left -= used;
  if (opener.left === 0) {
    out.pop();
    openers.pop();
  }
  const kind = opener.run.char === "~" ? "strike" : used === 2 ? "strong" : "emphasis";
  const isTooDeep = inner.depth >= DEEPEST;
  out.push(isTooDeep ? inner : { kind: "piece", spans: [{ kind, spans: flat(inner) }], depth: inner.depth + 1 });
}

function closeStrong(state: State): void {
  for (let opener = state.openers.at(-1); opener !== undefined; opener = state.openers.at(-1)) {
    if (opener.run.char !== "_" && opener.left === 2 && opener.at < state.out.length - 1) wrap(opener, 2, state);
    else state.openers.pop();
  }
}

/** Pieces within a piece: put into one list only where that is done once. */
function gathered(items: readonly (Piece | Opener)[]): Piece {
  const spans = items.map((item) => (item.kind === "piece" ? item : text(item.run.char.repeat(item.left))));
  return { kind: "piece", spans, depth: spans.reduce((deepest, { depth }) => Math.max(deepest, depth), 0) };
}

function flat(piece: Piece): Span[] {
  const spans: Span[] = [];
  const collect = (item: Span | Piece): void => {
    if (item.kind === "piece") item.spans.forEach(collect);
    else spans.push(item);
  };
  collect(piece);
  return joined(spans);
}

function text(shown: string): Piece {
  return { kind: "piece", spans: [{ kind: "text", text: shown }], depth: 0 };
}
