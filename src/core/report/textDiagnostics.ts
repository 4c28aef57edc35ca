import { capitalized } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { Diagnostic } from "../../shared/model";
import { codePlace } from "./codePlace";
import { writeHeading, writeText, type Page } from "./textPage";

const DETAIL_LINES_AT_MOST = 20;
const INDENT = 4;

/** Messages with their places; nothing where there are none. `prefix` leads to the root module. */
export function writeDiagnostics(page: Page, diagnostics: readonly Diagnostic[], prefix: string): void {
  if (diagnostics.length === 0) return;
  writeHeading(page, `Messages (${diagnostics.length})`);
  for (const { severity, summary, detail, address, file, line } of diagnostics) {
    const isError = severity === "error";
    const words = `${capitalized(severity)}: ${visible(summary)}`;
    writeText(page, words, { indent: INDENT, ink: isError ? ["bold", "red"] : ["bold", "yellow"] });
    const place = codePlace(prefix, file === undefined ? null : { file, line: line ?? 1 });
    for (const where of [address, place ?? undefined]) {
      if (where !== undefined) writeText(page, visible(where), { indent: INDENT + 2, ink: ["dim"], keepWords: true });
    }
    const detailLines = detail.split(/\r?\n/).filter((text) => text.trim() !== "");
    for (const text of detailLines.slice(0, DETAIL_LINES_AT_MOST))
      writeText(page, visible(text), { indent: INDENT + 2 });
    if (detailLines.length > DETAIL_LINES_AT_MOST) page.lines.push(" ".repeat(INDENT + 2) + page.symbols.ellipsis);
  }
}
