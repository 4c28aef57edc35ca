/** How soon the history panel shows something after it was asked for, in the real workbench, over 10,000 stored runs. */
import { driftedDemo } from "../vscode/demoWorkspace";
import { newestRun, pastRuns, storePast } from "../e2e/pastRuns";
import { Workbench } from "../e2e/workbench";
import { type Figure, median } from "./measure";

const RUNS = 10_000;
const ROUNDS = 7;
const BUDGET_MS = 300;

export async function paintBench(): Promise<Figure[]> {
  const demo = await driftedDemo();
  const settings = { "terraformDrift.history.limit": 2 * RUNS };
  const workbench = await Workbench.open({ folder: demo.dir, env: demo.env(), settings });
  try {
    await workbench.runCommand("Terraform Drift: Check for Drift");
    await workbench.statusBarItem("drifted").waitFor();
    await storePast(workbench.storage(), pastRuns(await newestRun(workbench.storage()), RUNS));
    const times: OpeningTimes[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push(await openedIn(workbench));
    return [
      {
        what: "first paint of the history over 10,000 runs",
        value: median(times.map(({ paint }) => paint)),
        unit: "ms",
        budget: BUDGET_MS,
      },
      { what: "its runs are drawn", value: median(times.map(({ runs }) => runs)), unit: "ms", budget: BUDGET_MS },
      {
        what: "before that: from the click until VS Code has a page for it",
        value: median(times.map(({ theirs }) => theirs)),
        unit: "ms",
      },
    ];
  } finally {
    await workbench.close();
    demo.dispose();
  }
}

interface OpeningTimes {
  /** From the click in the palette until VS Code has made the page's frame: the same for every extension. */
  readonly theirs: number;
  /** From then until the page paints its title, and until its runs stand there. */
  readonly paint: number;
  readonly runs: number;
}

async function openedIn(workbench: Workbench): Promise<OpeningTimes> {
  const started = await workbench.runCommand("Terraform Drift: Open Drift History");
  await workbench.webview.locator(".run").first().waitFor();
  const frame = await workbench.webviewFrame();
  const opened = await frame.evaluate<number>("performance.timeOrigin");
  const at = (entry: string): Promise<number> =>
    frame.evaluate<number>(`performance.getEntriesByName("${entry}")[0].startTime`);
  const [paint, runs] = [await at("first-contentful-paint"), await at("terraformDrift.drawn")];
  await workbench.page.keyboard.press("Control+w");
  await workbench.tab("Drift History").waitFor({ state: "detached" });
  return { theirs: opened - started, paint, runs };
}
