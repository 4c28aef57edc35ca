import { code, prose } from "../../core/report/markdownText";
import { plural, resourceSentence, severityWords } from "../../shared/format";
import { countedDrift, SEVERITIES } from "../../shared/vocabulary";
import type { RootState } from "../state/driftState";
import { rootWords } from "../tree/rootModuleWords";

const ROOTS_AT_MOST = 50;
const RESOURCES_AT_MOST = 20;

/** The root modules of this window with what counts as drift in them, in Markdown. */
export function driftList(roots: readonly RootState[], now: Date): string {
  const rest = roots.length - ROOTS_AT_MOST;
  return [
    ...roots.slice(0, ROOTS_AT_MOST).map((state) => rootPart(state, now)),
    ...(rest > 0 ? [`… and ${plural(rest, "more root module")}`] : []),
  ].join("\n\n");
}

function rootPart(state: RootState, now: Date): string {
  const drifted = state.run === null ? [] : countedDrift(state.run.metadata);
  const ordered = [...drifted].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  const lines = ordered
    .slice(0, RESOURCES_AT_MOST)
    .map((one) => `- ${code(one.address)} · ${severityWords(one.severity)} · ${prose(resourceSentence(one))}`);
  const rest = ordered.length - lines.length;
  const more = rest > 0 ? [`- … and ${plural(rest, "more resource")}`] : [];
  return [`**${prose(state.name)}** · ${prose(rootWords(state, now))}`, [...lines, ...more].join("\n")]
    .filter((part) => part !== "")
    .join("\n\n");
}
