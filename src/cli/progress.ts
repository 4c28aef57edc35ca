/** One line on the terminal that says what is being read. */
import { rootModuleName } from "../shared/format";
import type { DriftEvent, DriftService } from "../core/service";

const EVERY_MS = 100;

/** Draws until it is disposed. On anything but a terminal it does nothing. */
export function showProgress(service: DriftService, stream: NodeJS.WriteStream): { dispose(): void } {
  if (!stream.isTTY) return { dispose: () => undefined };
  const names = new Map<string, string>();
  const lines = new Map<string, string>();
  let drawn = 0;
  const draw = (now: number): void => {
    if (now - drawn < EVERY_MS) return;
    drawn = now;
    const text = [...lines.values()].at(-1) ?? "";
    const more = lines.size > 1 ? ` (and ${lines.size - 1} more)` : "";
    stream.write(`\r\u001b[2K${(text + more).slice(0, Math.max(20, stream.columns - 1))}`);
  };
  const onEvent = (event: DriftEvent): void => {
    if (event.kind === "started") {
      names.set(event.run.id, rootModuleName(event.run));
      lines.set(event.run.id, `${rootModuleName(event.run)}: starting`);
    } else if (event.kind === "progress") {
      const count = event.total === null ? `${event.done}` : `${event.done} of ${event.total}`;
      lines.delete(event.runId);
      lines.set(event.runId, `${names.get(event.runId) ?? ""}: ${count} read  ${event.current ?? ""}`);
    } else if (event.kind === "ended") {
      lines.delete(event.run.id);
    }
    draw(Date.now());
  };
  const subscription = service.onDidChange(onEvent);
  let disposed = false;
  return {
    dispose: () => {
      if (!disposed) stream.write("\r\u001b[2K");
      disposed = true;
      subscription.dispose();
    },
  };
}
