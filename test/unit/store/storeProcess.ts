/**
 * What the tests run in processes of their own: `node storeProcess.js COMMAND DIR [NUMBER [COUNT]]`.
 * Speaks in lines on stdout, written at once, so that what was said before a kill has been said.
 */
import { writeSync } from "node:fs";
import { silentLog, systemClock } from "../../../src/core/ports";
import { IndexFile } from "../../../src/core/store/indexFile";
import { DriftError } from "../../../src/shared/errors";
import { endedRun, idOf, openStore, runningRun } from "./runs";

const [, , command, dir = "", first = "0", count = "1"] = process.argv;
const number = Number(first);
const end = number + Number(count);
const store = openStore(dir);

function say(line: string): void {
  writeSync(1, `${line}\n`);
}

function stayAlive(): void {
  setInterval(() => undefined, 60_000);
}

const commands: Record<string, () => Promise<void>> = {
  /** Stores runs one after the other and says the id of each that is stored. */
  async store() {
    for (let next = number; next < end; next++) {
      await store.begin(runningRun(next));
      await store.finish(endedRun(next, 2));
      say(idOf(next));
    }
  },
  /** Begins a run and never ends it. */
  async begin() {
    await store.begin(runningRun(number));
    stayAlive();
    say(idOf(number));
  },
  /** Makes a run that ends when somebody asks for it. */
  async cancellable() {
    await store.begin(runningRun(number));
    stayAlive();
    store.onCancelRequested(idOf(number), () => {
      void store.finish({ ...endedRun(number), status: "cancelled" }).then(() => process.exit());
    });
    say(idOf(number));
  },
  /** Takes the lock and keeps it. */
  async hold() {
    const options = { clock: systemClock, log: silentLog, lockTimeoutMs: 1_000, report: () => undefined };
    stayAlive();
    await new IndexFile(dir, options).change(() => {
      say("held");
      return new Promise(() => undefined);
    });
  },
  /** Ends a run with more output than fits under the limit. */
  async finishLarge() {
    await store.finish({ ...endedRun(number), output: "x".repeat(50_000) });
  },
  async list() {
    const { runs } = await store.list({});
    runs.forEach((run) => say(run.id));
    store.problems().forEach(say);
  },
};

// Sent when a file would grow over the limit that a test sets; with a listener the write fails, as on a full disk.
process.on("SIGXFSZ", () => undefined);
void commands[command!]!().catch((error: unknown) => {
  say(error instanceof DriftError ? `${error.reason}: ${error.message} ${error.wayOut}` : String(error));
});
