import { POINT_KEYS, stepOf, stepped } from "./arrowKeys";
import type { PageWords } from "../src/shared/pageWords";
import type { TrendChart, TrendDot } from "../src/shared/protocol";
import { countedAsWords, countWords, SEVERITY_SYMBOLS } from "./countMarks";
import { COUNTED_AS, countOf, totalOf } from "./counts";
import { drawn, element, filled, linkButton, mark } from "./dom";
import { dateAndTime, dateOf } from "./times";
import { nearestDot, type TrendShapes, trendShapes } from "./trendGeometry";

const HEIGHT = 104;
/** More dots than these would be one line. */
const DOTS_AT_MOST = 80;
const TABLE_ROWS = 50;

export interface TrendContext {
  readonly words: PageWords;
  readonly showRun: (id: string) => void;
}

/**
 * Counted drift over time, stacked by severity. In words first, for everybody; then drawn, where the arrow keys or the pointer go
 * from check to check; then as a table.
 */
export function trendView(chart: TrendChart, context: TrendContext): HTMLElement {
  const { words } = context;
  const { points, isCut } = chart;
  if (points.length === 0) return element("p", { class: "empty" }, words.noTrend);
  return element(
    "figure",
    { class: "chart" },
    element(
      "figcaption",
      {},
      element("span", {}, `${summary(points, words)}${isCut ? ` ${words.trendCut}` : ""}`),
      legend(points, words),
    ),
    plot(chart, context),
    tableView(points, context),
  );
}

function summary(points: readonly TrendDot[], words: PageWords): string {
  const [first, last] = [points[0]!, points.at(-1)!];
  const most = points.reduce((high, point) => Math.max(high, totalOf(point)), 0);
  const [from, to] = [dateOf(first.at), dateOf(last.at)];
  const span = from === to ? to : `${from} – ${to}`;
  const checks = points.length === 1 ? words.trendOne : filled(words.trendMany, points.length);
  return `${filled(words.trendNow, countWords(last, words), most)} ${checks}, ${span}.`;
}

function legend(points: readonly TrendDot[], words: PageWords): HTMLElement {
  const present = COUNTED_AS.filter((as) => points.some((point) => countOf(point, as) > 0));
  const items = present.map((as) =>
    element("span", { class: "legend-item" }, mark(SEVERITY_SYMBOLS[as], as), countedAsWords(as, words)),
  );
  return element("div", { class: "legend dim" }, ...items);
}

function tableView(points: readonly TrendDot[], { words, showRun }: TrendContext): HTMLElement {
  const heads = [words.time, words.drifted].map((name) => element("th", { scope: "col" }, name));
  const rows = [...points]
    .reverse()
    .slice(0, TABLE_ROWS)
    .map((point) =>
      element(
        "tr",
        {},
        element(
          "th",
          { scope: "row" },
          linkButton(dateAndTime(point.at), () => showRun(point.runId)),
        ),
        element("td", {}, countWords(point, words)),
      ),
    );
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
  return element("details", { class: "trend-table" }, element("summary", {}, words.trendTable), table);
}

/** Drawn anew whenever there is more or less room. */
function plot(chart: TrendChart, context: TrendContext): HTMLElement {
  const { words, showRun } = context;
  const { points } = chart;
  const tip = element("div", { class: "tip", "aria-hidden": "true", hidden: "" });
  const box = element("div", {
    class: "plot",
    role: "slider",
    tabindex: "0",
    "aria-label": words.trend,
    "aria-description": words.trendHint,
    "aria-valuemin": "1",
    "aria-valuemax": String(points.length),
  });
  let shapes: TrendShapes | undefined;
  let current = points.length - 1;

  const say = (): void => {
    const point = points[current]!;
    box.setAttribute("aria-valuenow", String(current + 1));
    box.setAttribute("aria-valuetext", pointWords(point, words));
  };
  const show = (at: number): void => {
    const [point, dot] = [points[at], shapes?.dots[at]];
    if (point === undefined || dot === undefined || shapes === undefined) return;
    current = at;
    say();
    tip.textContent = pointWords(point, words);
    tip.hidden = false;
    const cursor = box.querySelector(".cursor");
    cursor?.setAttribute("x1", String(dot.x));
    cursor?.setAttribute("x2", String(dot.x));
    cursor?.setAttribute("visibility", "visible");
    const room = shapes.right - tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(dot.x + 8, room))}px`;
  };
  const hide = (): void => {
    tip.hidden = true;
    box.querySelector(".cursor")?.setAttribute("visibility", "hidden");
  };
  const draw = (width: number): void => {
    shapes = trendShapes(chart, { width, height: HEIGHT });
    box.replaceChildren(drawing(shapes, width, points), tip);
    hide();
  };

  box.addEventListener("pointermove", ({ clientX }) => {
    if (shapes !== undefined) show(nearestDot(shapes.dots, clientX - box.getBoundingClientRect().left));
  });
  box.addEventListener("pointerleave", hide);
  box.addEventListener("focus", () => show(current));
  box.addEventListener("blur", hide);
  box.addEventListener("click", () => showRun(points[current]!.runId));
  box.addEventListener("keydown", (event) => {
    const step = stepOf(event, POINT_KEYS);
    if (event.key === "Enter") showRun(points[current]!.runId);
    else if (event.key === "Escape") hide();
    else if (step !== null) show(stepped(current, step, points.length));
    else return;
    event.preventDefault();
  });
  say();
  new ResizeObserver(([entry]) => {
    if (entry !== undefined && entry.contentRect.width > 0) draw(entry.contentRect.width);
  }).observe(box);
  return box;
}

function pointWords(point: TrendDot, words: PageWords): string {
  return `${dateAndTime(point.at)}: ${countWords(point, words)}`;
}

function drawing(
  { areas, dots, failures, ticks, left, right, baseline }: TrendShapes,
  width: number,
  points: readonly TrendDot[],
): SVGElement {
  const lines = ticks.flatMap(({ y, value }) => {
    const text = drawn("text", { x: left - 6, y: y + 4, class: "tick" });
    text.textContent = String(value);
    return [drawn("line", { x1: left, x2: right, y1: y, y2: y, class: "grid" }), text];
  });
  const time = (at: number, x: number, anchor: string): SVGElement => {
    const text = drawn("text", { x, y: baseline + 16, class: "tick time", "text-anchor": anchor });
    text.textContent = dateOf(points[at]!.at);
    return text;
  };
  return drawn(
    "svg",
    { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true", focusable: "false" },
    drawn("defs", {}, ...areas.map(({ as }) => pattern(as))),
    ...lines,
    ...areas.flatMap(({ as, path }) => [
      drawn("path", { d: path, class: `area ${as}` }),
      drawn("path", { d: path, class: "texture", fill: `url(#texture-${as})` }),
    ]),
    ...(dots.length > DOTS_AT_MOST
      ? []
      : dots.map(({ x, y }) => drawn("circle", { cx: x, cy: y, r: 2.5, class: "dot" }))),
    ...failures.map(({ x }) => drawn("path", { d: `M${x - 3},${baseline - 3}l6,6m0,-6l-6,6`, class: "failure" })),
    time(0, left, "start"),
    ...(points.length > 1 && dateOf(points[0]!.at) !== dateOf(points.at(-1)!.at)
      ? [time(points.length - 1, right, "end")]
      : []),
    drawn("line", { class: "cursor", x1: 0, x2: 0, y1: 4, y2: baseline, visibility: "hidden" }),
  );
}

/** Critical is plain, the others are striped, dotted and crossed: so that nobody needs the colours. */
function pattern(as: (typeof COUNTED_AS)[number]): SVGElement {
  const marks: Record<typeof as, string> = {
    critical: "",
    warning: "M0,6L6,0",
    info: "M1,1h1M4,4h1",
    unsorted: "M0,0L6,6M0,6L6,0",
  };
  return drawn(
    "pattern",
    { id: `texture-${as}`, width: 6, height: 6, patternUnits: "userSpaceOnUse" },
    drawn("path", { d: marks[as], class: "texture-line" }),
  );
}
