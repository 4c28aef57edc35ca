import { renderMarkdown } from "../../core/report/markdown";
import { renderSarif } from "../../core/report/sarif";
import type { DriftRun } from "../../shared/model";
import type { ExportFormat } from "./historyHost";

/** The version of this program, put in when it is built. */
declare const TERRAFORM_DRIFT_VERSION: string;

/** What `terraform-drift show RUN --format …` prints. */
export function renderExport(run: DriftRun, format: ExportFormat): string {
  switch (format) {
    case "markdown":
      return renderMarkdown([run]);
    case "json":
      return `${JSON.stringify(run, null, 2)}\n`;
    case "sarif":
      return `${JSON.stringify(renderSarif([run], { version: TERRAFORM_DRIFT_VERSION }), null, 2)}\n`;
  }
}
