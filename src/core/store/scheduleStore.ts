import { Low } from "lowdb";
import type { Clock, Log } from "../ports";
import { ChangeQueue } from "./changeQueue";
import { StoreFile } from "./lowdbAdapter";
import { bookShape, emptyBook, type ScheduleBook } from "./scheduleBook";
import { scheduleFile } from "./scheduleFile";
import { inWords } from "./storeErrors";

/** How long other processes are waited for, in milliseconds. */
const LOCK_TIMEOUT = 20_000;

/** The schedules of one data folder, shared by all processes that open it. Both methods may throw "store_newer" and "store_unwritable". */
export interface ScheduleStore {
  /** As they were last stored. Takes no lock, writes nothing. */
  read(): Promise<ScheduleBook>;
  /**
   * Changes them as nobody else does at the same time: `make` changes what it is given, and may be called more than once, each time with what is
   * stored. Nothing is written where it changes nothing, and nothing has happened if this throws.
   */
  change<T>(make: (book: ScheduleBook) => T): Promise<T>;
}

/** `schedules.json` in the folder of the runs, through lowdb like those. Touches nothing before something is stored. */
export function openScheduleStore(dir: string, { clock, log }: { clock: Clock; log: Log }): ScheduleStore {
  const path = scheduleFile(dir);
  const changes = new ChangeQueue(dir, path, { log, lockTimeoutMs: LOCK_TIMEOUT });
  const told = new Set<string>();

  const load = async (): Promise<Low<ScheduleBook>> => {
    const file = new StoreFile(path, bookShape, clock);
    const low = new Low(file, emptyBook());
    await low.read();
    if (file.damage !== null && !told.has(file.damage)) {
      told.add(file.damage);
      log.warn(`${file.damage}; schedules were restored from what is sound and from its last good copy.`);
    }
    return low;
  };

  return {
    read: () => inWords(dir, async () => (await load()).data),
    change: (make) =>
      changes.run(async (held) => {
        const low = await load();
        const before = JSON.stringify(low.data);
        const result = make(low.data);
        if (JSON.stringify(low.data) === before) return result;
        await held.verify();
        await low.write();
        return result;
      }),
  };
}
