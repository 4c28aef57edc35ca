/** One line on the terminal that says what is being read. */
import { rootModuleName } from "../shared/format";
import { visible } from "../shared/formatValue";
import type { DriftEvent, DriftService } from "../core/service";

const EVERY_MS = 100;

/** A line that is drawn over again and again, not more often than somebody can read. On anything but a terminal it does nothing. */
export interface DrawnLine {
  draw(text: string): void;
  clear(): void;
}

export function drawnLine(stream: NodeJS.WriteStream): DrawnLine {
  if (!stream.isTTY) return { draw: () => undefined, clear: () => undefined };
  let drawn = 0;
  let next = "";
  let timer: NodeJS.Timeout | undefined;
  const drawNow = (): void => {
    drawn = Date.now();
    timer = undefined;
    stream.write(`\r\u001b[2K${next.slice(0, Math.max(20, stream.columns - 1))}`);
  };
  return {
    draw(text) {
      next = text;
      if (Date.now() - drawn >= EVERY_MS) drawNow();
      else timer ??= setTimeout(drawNow, EVERY_MS).unref(); // what comes last is shown, too
    },
    clear() {
      clearTimeout(timer);
      timer = undefined;
      if (drawn > 0) stream.write("\r\u001b[2K");
      drawn = 0;
    },
  };
}

/** "3 of 10", or "3" where nobody knows of how many. */
export function countOf({ done, total }: { readonly done: number; readonly total: number | null }): string {
  return total === null ? `${done}` : `${done} of ${total}`;
}

/** Draws checks and applies until it is disposed; `clear` makes room for something else. On anything but a terminal it does nothing. */
export function showProgress(
  service: Pick<DriftService, "onDidChange">,
  stream: NodeJS.WriteStream,
): { clear(): void; dispose(): void } {
  if (!stream.isTTY) return { clear: () => undefined, dispose: () => undefined };
  const names = new Map<string, string>();
  const lines = new Map<string, string>();
  const line = drawnLine(stream);
  const onEvent = (event: DriftEvent): void => {
    if (event.kind === "started") {
      names.set(event.run.id, rootModuleName(event.run));
      lines.set(event.run.id, `${rootModuleName(event.run)}: starting`);
    } else if (event.kind === "progress") {
      lines.delete(event.runId);
      lines.set(
        event.runId,
        `${names.get(event.runId) ?? ""}: ${countOf(event)} read  ${visible(event.current ?? "")}`,
      );
    } else if (event.kind === "applying") {
      const { reconcileId, current } = event;
      lines.set(reconcileId, `${names.get(reconcileId) ?? ""}: ${countOf(event)} applied  ${visible(current ?? "")}`);
    } else if (event.kind === "reconcile") {
      names.set(event.record.id, rootModuleName(event.record));
      if (event.record.status === "applying") lines.set(event.record.id, `${rootModuleName(event.record)}: applying`);
      else lines.delete(event.record.id);
    } else if (event.kind === "ended") {
      lines.delete(event.run.id);
    }
    const more = lines.size > 1 ? ` (and ${lines.size - 1} more)` : "";
    line.draw(`${[...lines.values()].at(-1) ?? ""}${more}`);
  };
  const subscription = service.onDidChange(onEvent);
  return {
    clear: () => line.clear(),
    dispose: () => {
      line.clear();
      subscription.dispose();
    },
  };
}
