/** The shapes of the trend chart, in pixels; nothing here draws. */
import type { TrendChart, TrendDot } from "../src/shared/protocol";
import { COUNTED_AS, type CountedAs, countOf, totalOf } from "./counts";

export interface Box {
  readonly width: number;
  readonly height: number;
}

export interface TrendShapes {
  /** Stacked from below, gravest first; empty ones are absent. */
  readonly areas: readonly { readonly as: CountedAs; readonly path: string }[];
  /** One for each point of the chart: where it stands, on top of its stack. */
  readonly dots: readonly { readonly x: number; readonly y: number }[];
  readonly failures: readonly { readonly x: number }[];
  readonly baseline: number;
  readonly left: number;
  readonly right: number;
  /** Values at which a line is drawn across. */
  readonly ticks: readonly { readonly y: number; readonly value: number }[];
}

const MARGIN = { top: 10, right: 10, bottom: 22, left: 34 } as const;

/** A check says how things stand until the next one, so what is counted goes in steps. */
export function trendShapes({ points, failures }: TrendChart, box: Box): TrendShapes {
  const times = [...points, ...failures].map(({ at }) => Date.parse(at));
  const [first, last] = times.reduce(
    ([low, high], time) => [Math.min(low, time), Math.max(high, time)],
    [Infinity, -Infinity],
  );
  const left = MARGIN.left;
  const right = Math.max(left + 1, box.width - MARGIN.right);
  const baseline = box.height - MARGIN.bottom;
  // The last check still stands: it gets some room of its own.
  const span = (right - left) * (points.length + failures.length > 1 ? 0.97 : 0);
  const x = (at: string): number =>
    rounded(left + (last > first ? ((Date.parse(at) - first) / (last - first)) * span : 0));
  const most = niceTop(Math.max(1, ...points.map(totalOf)));
  const y = (value: number): number => rounded(baseline - (value / most) * (baseline - MARGIN.top));
  return {
    areas: areasOf(points, x, y, right),
    dots: points.map((point) => ({ x: x(point.at), y: y(totalOf(point)) })),
    failures: failures.map(({ at }) => ({ x: x(at) })),
    baseline,
    left,
    right,
    ticks: [0, most / 2, most].filter(Number.isInteger).map((value) => ({ y: y(value), value })),
  };
}

function areasOf(
  points: readonly TrendDot[],
  x: (at: string) => number,
  y: (value: number) => number,
  right: number,
): TrendShapes["areas"] {
  const tops = points.map(() => 0);
  const ends = points.map((_, at) => (points[at + 1] === undefined ? right : x(points[at + 1]!.at)));
  return COUNTED_AS.flatMap((as) => {
    const steps = points.map((point, at): Step => {
      const from = tops[at]!;
      const to = from + countOf(point, as);
      tops[at] = to;
      return { start: x(point.at), end: ends[at]!, bottom: y(from), top: y(to) };
    });
    const path = stretches(steps).map(outline).join("");
    return path === "" ? [] : [{ as, path }];
  });
}

interface Step {
  readonly start: number;
  readonly end: number;
  readonly bottom: number;
  readonly top: number;
}

/** Steps that follow each other without one that is empty: where there is nothing, no line is drawn. */
function stretches(steps: readonly Step[]): Step[][] {
  const found: Step[][] = [];
  steps.forEach((step, at) => {
    if (step.top === step.bottom) return;
    const before = steps[at - 1];
    if (before === undefined || before.top === before.bottom) found.push([]);
    found.at(-1)!.push(step);
  });
  return found;
}

function outline(steps: readonly Step[]): string {
  const above = steps.flatMap(({ start, end, top }) => [`${start},${top}`, `${end},${top}`]);
  const below = [...steps].reverse().flatMap(({ start, end, bottom }) => [`${end},${bottom}`, `${start},${bottom}`]);
  return `M${[...above, ...below].join("L")}Z`;
}

/** 1, 2, 4, 6, 8, 10, 12, 16, 20, 30, 40 …: so that its half is a whole number, too. */
export function niceTop(most: number): number {
  if (most <= 1) return 1;
  let unit = 1;
  for (;;) {
    const tops = [1.2, 1.6, 2, 3, 4, 6, 8, 10].map((step) => step * unit).filter((top) => top % 2 === 0);
    const top = tops.find((candidate) => candidate >= most);
    if (top !== undefined) return top;
    unit *= 10;
  }
}

/** The dot nearest to a place on the axis; -1 if there is none. */
export function nearestDot(dots: TrendShapes["dots"], x: number): number {
  let nearest = -1;
  for (const [at, dot] of dots.entries()) {
    if (nearest === -1 || Math.abs(dot.x - x) <= Math.abs(dots[nearest]!.x - x)) nearest = at;
  }
  return nearest;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
