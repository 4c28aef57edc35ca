/** Whole checks over a fake Terraform that says secrets wherever it can: in events, on stderr, in the plan. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { LocalDriftService } from "../../src/core/local/localDriftService";
import { type CheckSettings, DEFAULT_SETTINGS, rootModule } from "../../src/core/local/rootModule";
import { systemClock } from "../../src/core/ports";
import { openRunStore } from "../../src/core/store/openRunStore";
import type { DriftRun, Json } from "../../src/shared/model";
import { planDocument } from "./planDocument";
import { RecordingLog, renderings } from "./secretPipeline";
import { hcl, type Marker } from "./secretPlans";
import { filesIn, findSecrets } from "./secretSearch";
import { writeFake } from "./terraform/fakeTerraform";

interface Fake {
  readonly events?: readonly object[];
  /** Printed between the events, as it is. */
  readonly text?: string;
  readonly stderr?: string;
  readonly exit?: number;
  /** What `show` prints; without it `plan` writes no file. */
  readonly show?: string;
  readonly showStderr?: string;
  readonly showExit?: number;
}

const SOURCE = `#!${process.execPath}
const fs = require("node:fs");
const [command, ...args] = process.argv.slice(2);
const fake = JSON.parse(fs.readFileSync("fake.json", "utf8"));
if (command === "show") {
  process.stdout.write(fake.show);
  process.stderr.write(fake.showStderr ?? "");
  process.exitCode = fake.showExit ?? 0;
} else if (command === "plan") {
  for (const event of fake.events ?? []) process.stdout.write(JSON.stringify(event) + "\\n");
  process.stdout.write(fake.text ?? "");
  process.stderr.write(fake.stderr ?? "");
  if (fake.show !== undefined) fs.writeFileSync(args.find((word) => word.startsWith("-out=")).slice(5), fake.show);
  process.exitCode = fake.exit ?? 0;
}
`;

const LONG = "qJ8#vW2!xL5@nR9$";
const SHORT = "Zк7w";
const LINES = "first Кey line\n  second Кey line\nthird Кey line";
const QUOTED = 'a"b\\c${d}<e>&Kf9';
const secrets: readonly Marker[] = [LONG, SHORT, LINES, QUOTED].map((value) => ({ value, parts: value.split("\n") }));

/** A plan in which all of them are known: marked, declared, and under a telling name. */
function plan(more: Record<string, Json> = {}): string {
  const document = planDocument(
    [
      {
        recorded: { size: "small", content: LINES },
        actual: { size: "large", content: "x" },
        sensitive: { content: true },
      },
    ],
    { variables: { pin: { value: SHORT }, pw: { value: QUOTED } }, ...more },
  );
  const configuration = document.configuration as { root_module: Record<string, Json> };
  configuration.root_module.variables = { pin: { sensitive: true }, pw: { sensitive: true } };
  configuration.root_module.module_calls = {
    db: { expressions: { key: { constant_value: LONG } }, module: { variables: { key: { sensitive: true } } } },
  };
  return JSON.stringify(document);
}

const version = { type: "version", "@message": "Terraform 1.11.4", terraform: "1.11.4" };
const error = (summary: string, detail: string, address?: string): object => ({
  type: "diagnostic",
  "@message": summary,
  diagnostic: { severity: "error", summary, detail, ...(address === undefined ? {} : { address }) },
});
const reading = (addr: string): object => ({ type: "refresh_start", "@message": addr, hook: { resource: { addr } } });
const indented = (text: string): string => text.replaceAll("\n", "\n    ");

describe("secrets in checks", function () {
  this.timeout(30_000);
  let top: string;
  let binary: string;
  let temporary: string;
  const { TMPDIR } = process.env;

  beforeEach(async () => {
    top = await mkdtemp(join(tmpdir(), "drift-secret-checks-"));
    temporary = join(top, "tmp");
    for (const folder of ["tmp", "root", "bin"]) await mkdir(join(top, folder));
    binary = (await writeFake(join(top, "bin"), SOURCE)).command[0]!;
    process.env.TMPDIR = temporary;
  });
  afterEach(async () => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    await rm(top, { recursive: true });
  });

  /** Checks once, and looks everywhere. */
  async function check(
    fake: Fake,
    more: { vars?: string[]; environment?: NodeJS.ProcessEnv; known?: readonly Marker[] } = {},
  ): Promise<DriftRun> {
    await writeFile(join(top, "root", "fake.json"), JSON.stringify(fake));
    const root = rootModule(join(top, "root"), { topDir: top, projectId: "shop", vars: more.vars ?? [] });
    const log = new RecordingLog();
    const settings: CheckSettings = { ...DEFAULT_SETTINGS, binary };
    const service = new LocalDriftService({
      store: openRunStore(join(top, "data"), { limit: () => 100, log, clock: systemClock }),
      settings: () => settings,
      resolve: () => root,
      environment: { ...process.env, ...more.environment },
      model: () => Promise.resolve(null),
      dataDir: join(top, "data"),
      scheduleJitterMs: () => 0,
      shownFrom: null,
      clock: systemClock,
      log,
    });
    const ends: unknown[] = [];
    service.onDidChange((event) => event.kind === "progress" || ends.push(event));
    const run = await service.ended(await service.check(root));
    await service.dispose();
    const places = new Map([
      ...renderings(run),
      ...(await filesIn(join(top, "data"))),
      ...(await filesIn(temporary)),
      ["events", inspect(ends, { depth: 20, maxStringLength: null })] as [string, string],
      ["log", log.lines.join("\n")] as [string, string],
    ]);
    assert.deepEqual(findSecrets(more.known ?? secrets, places), []);
    return run;
  }

  it("are taken out of messages and diagnostics, whatever is said of them there", async () => {
    const detail = `the key ${LONG} (${encodeURIComponent(LONG)}, ${Buffer.from(LONG).toString("base64")}) is wrong.\n${indented(LINES)}\n${QUOTED} ${JSON.stringify(QUOTED)} "${hcl(QUOTED)}" ${SHORT}`;
    const run = await check({
      events: [
        version,
        reading(`aws_thing.r0["${LONG}"]`),
        error(`Cannot use ${SHORT}`, detail, `aws_thing.r0["${LONG}"]`),
        { type: "resource_drift", "@message": `aws_thing.r0["${hcl(QUOTED)}"]: Drift detected (update)` },
      ],
      text: `panic: ${QUOTED}\n${LINES}\n`,
      stderr: `Error: ${LONG}\n`,
      exit: 1,
      show: plan({ errored: true }),
    });
    assert.equal(run.status, "error");
    assert.equal(run.metadata.driftedResources.length, 1);
    assert.deepEqual(run.metadata.uncheckedAddresses, ['aws_thing.r0["(sensitive)"]']);
    const [diagnostic] = run.metadata.diagnostics;
    assert.equal(diagnostic?.address, 'aws_thing.r0["(sensitive)"]');
    assert.match(diagnostic.detail, /^the key \(sensitive\) \(\(sensitive\), \(sensitive\)\) is wrong\./);
    assert.match(run.output, /aws_thing\.r0\["\(sensitive\)"\]: Drift detected \(update\)/);
  });

  it("are taken out before a text is cut, so that no half of one remains", async () => {
    const run = await check({
      events: [version, error(`${"x".repeat(190)} ${LONG}`, `${"word ".repeat(3998)}${LONG} and more`)],
      exit: 1,
      show: plan({ errored: true }),
    });
    assert.ok(!JSON.stringify(run).includes(LONG.slice(0, 8)), "a part of the secret remained");
  });

  it("are taken out of stderr, when Terraform says nothing else", async () => {
    const run = await check({
      stderr: `\u001b[31m╷\u001b[0m\n│ Error: ${LONG}\n│ \n│ ${LINES.replaceAll("\n", "\n│ ")}\n╵\n`,
      exit: 1,
      show: plan({ errored: true }),
    });
    assert.match(run.metadata.diagnostics[0]!.summary, /^\(sensitive\)/);
  });

  const given: readonly Marker[] = [LONG, "Hcl!nn3r-9x", QUOTED, "wJalrXUtnFEMI/K7MDENG"].map((value) => ({
    value,
    parts: [],
  }));
  const withoutPlan = {
    vars: [`db_password=${LONG}`, 'credentials={ user = "app", pass = "Hcl!nn3r-9x" }'],
    environment: { TF_VAR_api_token: QUOTED, AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG" },
    known: given,
  };

  it("are known by the names of variables and of the environment where no plan was written", async () => {
    const said = given.map(({ value }) => value).join(" ");
    const run = await check(
      { events: [version, error("Invalid value", `got ${said}`)], stderr: said, exit: 1 },
      withoutPlan,
    );
    assert.equal(run.status, "error");
    assert.match(run.metadata.diagnostics[0]!.detail, /^got \(sensitive\) \(sensitive\) \(sensitive\) \(sensitive\)/);
  });

  it("are not quoted from a plan that cannot be read", async () => {
    const broken = `{"format_version":"1.2","variables":{"db_password":{"value":"${LONG}"}},"resource_drift":[{"x":"${LONG}"`;
    const outputs = [broken, `${LONG}\n${broken}`, `password: ${LONG}\n`, `[${JSON.stringify(LONG)}]`, `{"a":${LONG}}`];
    for (const show of outputs) {
      const run = await check({ events: [version], exit: 2, show }, withoutPlan);
      assert.equal(run.status, "error");
    }
    await check({ events: [version], exit: 2, show: broken, showStderr: `Error: ${LONG}`, showExit: 1 }, withoutPlan);
  });
});
