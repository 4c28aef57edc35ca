/** Lists the newest 50 runs of the store in a folder and prints how long that took, in milliseconds. */
import { silentLog, systemClock } from "../../src/core/ports";
import { openRunStore } from "../../src/core/store/openRunStore";

async function listNewest(dir: string): Promise<number> {
  const start = performance.now();
  const { runs } = await openRunStore(dir, { limit: () => 100_000, log: silentLog, clock: systemClock }).list({
    limit: 50,
  });
  if (runs.length !== 50) throw new Error(`${runs.length} runs were listed`);
  return performance.now() - start;
}

void listNewest(process.argv[2]!).then((ms) => process.stdout.write(String(ms)));
