/** Runs what is due until somebody stops it, and says what happens. */
import type { LocalDriftService } from "../core/local/localDriftService";
import type { DriftEvent, WorkspaceRef } from "../core/service";
import { oneLine } from "../shared/errors";
import type { Schedule } from "../shared/schedule";
import { EXIT_CODES } from "./flags";
import { onInterrupt } from "./interrupt";
import { print, say } from "./output";
import { elsewhereWords, errorWords, eventWords, lineAt, resultWords, waitingWords } from "./scheduleLines";

/** How often it is looked whether other processes have changed what is waited for. */
const LOOK_EVERY = 60_000;

/** Ends at Ctrl-C, when the checks that were running are gone. `isHere`: whether a root module can be checked by the service. */
export async function runWhatIsDue(
  service: LocalDriftService,
  isHere: (ref: WorkspaceRef) => boolean,
): Promise<number> {
  let last = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work).catch((error: unknown) => say(`terraform-drift: ${oneLine(error)}`));
    return last;
  };
  const account = openAccount(service, isHere);
  const subscription = service.onDidChange((event) => void inTurn(() => account.tell(event)));
  // The scheduler's own timer keeps no program alive; this one does.
  const timer = setInterval(() => void inTurn(() => account.look()), LOOK_EVERY);
  let interrupt: ReturnType<typeof onInterrupt> | undefined;
  try {
    await account.look();
    const stopped = new Promise<void>((resolve) => (interrupt = onInterrupt(resolve)));
    await service.schedules.start();
    await stopped;
    return EXIT_CODES.cancelled;
  } finally {
    clearInterval(timer);
    await service.dispose();
    await last;
    subscription.dispose();
    interrupt?.dispose();
  }
}

interface Account {
  /** Says what has happened. */
  tell(event: DriftEvent): Promise<void>;
  /** Reads the schedules and says what is new about them. */
  look(): Promise<void>;
}

/** Says each thing once. */
function openAccount(service: LocalDriftService, isHere: (ref: WorkspaceRef) => boolean): Account {
  let known = new Map<string, Schedule>();
  const elsewhere = new Set<string>();
  const errors = new Map<string, string | null>();
  let waiting = "";

  const look = async (): Promise<void> => {
    const schedules = await service.schedules.list();
    known = new Map(schedules.map((schedule) => [schedule.id, schedule]));
    const others = schedules.filter((one) => one.enabled && !isHere(one) && !elsewhere.has(one.id));
    if (others.length > 0) await line(elsewhereWords(others));
    others.forEach(({ id }) => elsewhere.add(id));

    const here = schedules.filter(isHere);
    for (const schedule of here) {
      const { id, lastError } = schedule;
      if (lastError !== null && lastError !== errors.get(id)) await line(errorWords(schedule, lastError));
      errors.set(id, lastError);
    }
    const words = waitingWords(here);
    if (words === waiting || (waiting !== "" && here.some(isRunning))) return;
    waiting = words;
    await line(words);
  };

  return {
    look,
    async tell(event) {
      if (event.kind === "ended") return line(resultWords(event.run, event.failure));
      if (event.kind !== "schedules") return;
      const { event: change } = event;
      if (change.kind === "changed") return look();
      const schedule = known.get(change.scheduleId) ?? (await service.schedules.get(change.scheduleId));
      await line(eventWords(change, schedule));
    },
  };
}

function isRunning({ lastStatus }: Schedule): boolean {
  return lastStatus === "running";
}

function line(words: string): Promise<void> {
  return print(lineAt(new Date(), words));
}
