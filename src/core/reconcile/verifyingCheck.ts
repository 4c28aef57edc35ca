/** The check of changed code. */
import { DriftError } from "../../shared/errors";
import type { DriftRun } from "../../shared/model";
import type { DriftService, WorkspaceRef } from "../service";

/** One that began after the call: one that is joined may have read the code as it was before. */
export async function checkAfresh(
  service: Pick<DriftService, "check" | "ended" | "onDidChange">,
  { projectId, workspaceId }: WorkspaceRef,
): Promise<DriftRun> {
  const begun = new Set<string>();
  const listening = service.onDidChange((event) => {
    if (event.kind === "started") begun.add(event.run.id);
  });
  try {
    for (;;) {
      const id = await service.check({ projectId, workspaceId }, { trigger: "verify" });
      const run = await service.ended(id);
      if (begun.has(id)) return run;
    }
  } finally {
    listening.dispose();
  }
}

/** Throws "cancelled", and "edit_unverified" for a run that could not read everything: it proves nothing. */
export function assertComplete({ status, metadata }: DriftRun): void {
  if (status === "cancelled") throw new DriftError("cancelled", "The check of the changed code was cancelled.");
  if (metadata.complete) return;
  const first = metadata.diagnostics.find(({ severity }) => severity === "error");
  const why = first === undefined ? "not everything was read" : [first.summary, firstLine(first.detail)].join(": ");
  throw new DriftError("edit_unverified", `The check of the changed code failed: ${why.replace(/[.:\s]+$/, "")}.`);
}

function firstLine(text: string): string {
  return text.trimStart().split("\n", 1)[0]!;
}
