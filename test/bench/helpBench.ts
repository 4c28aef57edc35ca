/** What it costs to start the program at all. */
import { alternate, CLI, compared, cost, type Figure } from "./measure";

const PAIRS = 21;

export function helpBench(): Figure[] {
  const times = alternate(
    PAIRS,
    () => cost({ command: [process.execPath, CLI, "--help"], exitCode: 0 }).ms,
    () => cost({ command: [process.execPath, "-e", "0"], exitCode: 0 }).ms,
  );
  return compared(
    { what: "terraform-drift --help, against an empty Node", ours: "terraform-drift --help", theirs: "node -e 0" },
    { ours: times.first, theirs: times.second },
    2,
  );
}
