/** `terraform-drift schedule …` against unmodified Terraform, over real time. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import * as z from "zod";
import type { ScheduleBook } from "../../src/core/store/scheduleBook";
import type { WebhookBody } from "../../src/core/notify/webhookBody";
import { type Schedule, schedule } from "../../src/shared/schedule";
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace } from "../lab/terraform";
import { fakeReceiver } from "../notify/fakeReceiver";
import { CliHome, type CliResult, parseRun } from "./cli";
import { recordingTerraform } from "./recordingTerraform";
import { processesIn, until } from "./surroundings";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Reads that take longer than any test. */
const SLOW = { LAB_LATENCY_MS: "600000" };

const listed = z.strictObject({ schedules: z.array(z.strictObject(schedule.shape)) });

describe("terraform-drift schedule", function () {
  this.timeout(60_000);
  /** A bucket drifted in it; its project is called "shop". */
  let workspace: LabWorkspace;
  let home: CliHome;

  before(async () => {
    workspace = await LabWorkspace.create({ folder: BASE_FOLDER });
    workspace.edit("lab_bucket", (bucket) => ({ ...bucket, public: true }));
  });
  after(() => workspace.dispose());
  beforeEach(() => {
    home = new CliHome();
  });
  afterEach(() => home.dispose());

  const run = (args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> =>
    home.run(["schedule", ...args], { cwd: workspace.dir, env });

  async function add(cron: string, args: readonly string[] = []): Promise<Schedule> {
    const { exitCode, stdout, stderr } = await run(["add", cron, "--project", "shop", "--json", ...args]);
    assert.equal(exitCode, 0, stderr);
    return z.strictObject(schedule.shape).parse(JSON.parse(stdout));
  }
  async function list(args: readonly string[] = []): Promise<Schedule[]> {
    const { exitCode, stdout, stderr } = await run(["list", "--json", ...args]);
    assert.equal(exitCode, 0, stderr);
    return listed.parse(JSON.parse(stdout)).schedules;
  }

  const bookFile = (): string => path.join(home.data, "schedules.json");
  const stored = (): ScheduleBook => JSON.parse(fs.readFileSync(bookFile(), "utf8")) as ScheduleBook;
  /** The schedules as they would be had they been made so many days earlier, and had nobody looked at them since. */
  function madeEarlier(days: number): void {
    const book = stored();
    const earlier = (iso: string): string => new Date(Date.parse(iso) - days * DAY).toISOString();
    for (const entry of book.entries) {
      entry.countedUntil = earlier(entry.countedUntil);
      entry.schedule.nextRunAt = earlier(entry.schedule.nextRunAt!);
    }
    fs.writeFileSync(bookFile(), JSON.stringify(book));
  }
  /** Every day at the time, in UTC, that it was so many minutes ago, or will be. */
  function dailyAt(minutes: number): string {
    const slot = new Date(Date.now() + minutes * MINUTE);
    return `${slot.getUTCMinutes()} ${slot.getUTCHours()} * * *`;
  }
  const IN_UTC = ["--timezone", "UTC"];
  const startRun = (args: readonly string[] = [], env: Record<string, string> = {}) =>
    home.start(["schedule", "run", "--project", "shop", "--jitter", "0", ...args], { cwd: workspace.dir, env });
  const isOver = (): boolean => stored().entries.every(({ claim, schedule: { lastRunAt } }) => !claim && lastRunAt);

  describe("add, list, update and remove", () => {
    it("keep a schedule, enabled from the start, and say what it means on its clocks and on those here", async () => {
      const zones = { TZ: "America/New_York" };
      const args = ["add", "0 9 * * 1-5", "--timezone", "europe/berlin", "--label", "nightly", "--project", "shop"];
      const { exitCode, stdout, stderr } = await run(args, zones);
      assert.deepEqual([exitCode, stderr], [0, ""]);
      const [made] = await list();
      assert.ok(made?.enabled === true && made.nextRunAt !== null);
      const lines = stdout.split("\n");
      assert.equal(lines[0], `Added ${made.id}: shop "nightly", At 09:00 AM, Monday through Friday (Europe/Berlin).`);
      const slots = lines.filter((line) => line.startsWith("  "));
      assert.equal(slots.length, 3);
      for (const slot of slots)
        assert.match(slot, /^ {2}(\w{3}) \d{4}-\d\d-\d\d 09:00 \(here \1 \d{4}-\d\d-\d\d 0[34]:00\)$/);
      assert.match(stdout, /^It runs while `terraform-drift schedule run` goes on\.$/m);

      const here = await run(["update", made.id, "--timezone", "America/New_York"], zones);
      assert.match(here.stdout, /^ {2}\w{3} \d{4}-\d\d-\d\d 09:00$/m);
      assert.doesNotMatch(here.stdout, /here/);
    });

    it("take the machine's time zone where none is named, and what is only kept", async () => {
      const made = await add("@Daily", ["--disabled", "--type", "weekly-audit"]);
      const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
      assert.deepEqual(
        [made.cron, made.timezone, made.enabled, made.nextRunAt, made.scheduleType, made.label],
        ["@daily", timeZone, false, null, "weekly-audit", ""],
      );
      const shown = await run(["list"]);
      assert.match(shown.stdout, new RegExp(`^${made.id} +shop +At 12:00 AM +${timeZone} +disabled +never$`, "m"));
      const enabled = await run(["update", made.id, "--enable", "--label", "midnight"]);
      assert.match(enabled.stdout, /^Changed .*: shop "midnight", At 12:00 AM .*\nNext runs:\n(?: {2}\w{3} .*\n){3}/);
      const [changed] = await list();
      assert.deepEqual([changed?.enabled, changed?.label, changed?.cron], [true, "midnight", "@daily"]);
      const disabled = await run(["update", made.id, "--disable"]);
      assert.match(disabled.stdout, /^Changed .*\nIt is disabled\. To let it run: terraform-drift schedule update/);
      const removed = await run(["remove", made.id]);
      assert.match(removed.stdout, new RegExp(`^Removed ${made.id}: shop "midnight"`));
      assert.deepEqual(await list(), []);
      assert.match((await run(["list"])).stdout, /^There are no schedules\. Add one: .*schedule add/);
    });

    it("name a root module as checks do, by its folder, and list those below a folder", async () => {
      const repository = path.join(home.dir, "repository");
      fs.mkdirSync(path.join(repository, ".git"), { recursive: true });
      for (const name of ["network", "web"]) {
        fs.mkdirSync(path.join(repository, "infra", name), { recursive: true });
        fs.copyFileSync(path.join(workspace.dir, "main.tf"), path.join(repository, "infra", name, "main.tf"));
      }
      const inRepository = (args: readonly string[]) => home.run(["schedule", ...args], { cwd: repository });
      const many = await inRepository(["add", "@daily"]);
      assert.equal(many.exitCode, 64);
      assert.match(
        many.stderr,
        /There are 2 root modules in this folder\. Name one of them: infra\/network, infra\/web/,
      );
      await inRepository(["add", "@daily", "infra/network"]);
      await inRepository(["add", "@daily", "infra/web", "--workspace", "blue"]);
      assert.deepEqual(
        (await list()).map(({ projectId, workspaceId }) => `${projectId} ${workspaceId}`),
        ["repository infra/network", "repository infra/web@blue"],
      );
      const below = await inRepository(["list", "infra/web", "--json"]);
      assert.equal(listed.parse(JSON.parse(below.stdout)).schedules.length, 1);
      const none = await run(["list", "."]);
      assert.match(none.stdout, /no schedules for the root modules here/);
    });

    it("print what others wrote as text", async () => {
      await add("@daily", ["--label", "\u001b[31mred\nline"]);
      const book = stored();
      book.entries[0]!.schedule.humanReadable = "now\u202e";
      book.entries[0]!.schedule.timezone = "Nowhere/\u0007";
      fs.writeFileSync(bookFile(), JSON.stringify(book));
      const { stdout } = await run(["list"]);
      assert.match(stdout, /\\u001b\[31mred\\nline +now\\u202e +Nowhere\/\\u0007/);
      assert.match(stdout, / UTC/);
    });
  });

  describe("wrong usage", () => {
    const wrong: [args: string[], sentence: RegExp][] = [
      [["ad"], /There is no command "schedule ad"\. See terraform-drift schedule --help/],
      [["add"], /Usage: terraform-drift schedule add CRON \[DIR\]/],
      [["add", "0", "9", "main.tf", "cloud"], /Put the cron expression in quotes/],
      [["add", "61 * * * *"], /There is no minute "61"/],
      [["add", "0 0 9 * * 1-5"], /sixth field, for seconds.* "0 9 \* \* 1-5" \(At 09:00 AM, Monday through Friday\)/],
      [["add", "0 0 31 2 *"], /never comes/],
      [["add", ""], /The cron expression is empty\. Write minute, hour/],
      [["add", "@daily", "--timezone", "Berlin"], /There is no time zone "Berlin"\. Name one .*"Europe\/Berlin"/],
      [["add", "@daily", "--type", "a b"], /letters, digits, _ and -/],
      [["add", "@daily", "nowhere"], /There is no folder nowhere/],
      [["update", "sch_1"], /Nothing is to be changed\. Give --cron/],
      [["update", "sch_1", "--enable", "--disable"], /contradict/],
      [["remove"], /Usage: terraform-drift schedule remove ID/],
      [["run", "--json"], /goes on until it is stopped.*name a schedule/],
      [["run", "--jitter", "2h"], /--jitter must be a time such as 0, 30s or 5m, an hour at most/],
    ];
    for (const [args, sentence] of wrong) {
      it(`is exit code 64 and one sentence: schedule ${args.join(" ")}`, async () => {
        const { exitCode, stdout, stderr } = await run(args);
        assert.equal(exitCode, 64, stderr);
        assert.equal(stdout, "");
        assert.match(stderr, /^terraform-drift: [^\n]+\n$/);
        assert.match(stderr, sentence);
        assert.equal(fs.existsSync(home.data), false);
      });
    }

    it("is not an unknown id, which is an error", async () => {
      for (const args of [
        ["update", "sch_1", "--enable"],
        ["remove", "sch_1"],
        ["run", "sch_1"],
      ]) {
        const { exitCode, stdout, stderr } = await run(args);
        assert.deepEqual([exitCode, stdout], [1, ""]);
        assert.match(stderr, /^terraform-drift: There is no schedule sch_1\. List them with .*schedule list.*\n$/);
      }
    });

    it("leaves a schedule as it was", async () => {
      const made = await add("@daily");
      const { exitCode, stderr } = await run(["update", made.id, "--cron", "* * *", "--label", "other"]);
      assert.equal(exitCode, 64);
      assert.match(stderr, /five fields, and "\* \* \*" has 3/);
      assert.deepEqual(await list(), [made]);
    });
  });

  it("has help of its own, and for each command", async () => {
    const names = ["list", "add", "update", "remove", "run"];
    const bare = await run([]);
    assert.equal(bare.exitCode, 64);
    for (const args of [
      ["schedule", "--help"],
      ["help", "schedule"],
    ]) {
      const { exitCode, stdout } = await home.run(args);
      assert.deepEqual([exitCode, stdout], [0, bare.stdout]);
      for (const name of names) assert.match(stdout, new RegExp(`^ {2}schedule ${name} `, "m"));
    }
    for (const name of names) {
      const { exitCode, stdout } = await run([name, "--help"]);
      assert.equal(exitCode, 0);
      assert.match(stdout, new RegExp(`^Usage: terraform-drift schedule ${name} `));
      assert.equal((await home.run(["help", "schedule", name])).stdout, stdout);
    }
  });

  describe("run ID", () => {
    it("checks that root module now, and is otherwise a check", async () => {
      const { id } = await add("@yearly", ["--disabled"]);
      const result = await run(["run", id, "--project", "shop", "--json"]);
      assert.equal(result.exitCode, 2, result.stderr);
      const checked = parseRun(result);
      assert.deepEqual([checked.status, checked.trigger, checked.projectId], ["drift_detected", "manual", "shop"]);
      const strict = await run(["run", id, "--project", "shop", "--threshold", "info", "--format", "markdown"]);
      assert.match(strict.stdout, /`lab_bucket\.logs`/);
      assert.equal((await home.history()).length, 2);
    });

    it("says so of a root module that is elsewhere", async () => {
      const { id } = await add("@yearly");
      const { exitCode, stdout, stderr } = await run(["run", id, "--project", "bank"]);
      assert.deepEqual([exitCode, stdout], [1, ""]);
      assert.match(
        stderr,
        /^terraform-drift: The schedule sch_.* is for shop, which is not here\. Name its folder.*\n$/,
      );
      assert.deepEqual(await home.history(), []);
    });
  });

  describe("run", () => {
    it("checks when a schedule is due, once however many processes wait for it", async function () {
      this.timeout(180_000);
      const coming = Date.now() % MINUTE < 50_000 ? 1 : 2; // time enough to start both
      const { id, nextRunAt } = await add(dailyAt(coming), [...IN_UTC, "--label", "soon"]);
      const processes = [startRun(), startRun()];
      await until(() => stored().entries[0]!.lease !== null);
      assert.ok(Date.now() < Date.parse(nextRunAt!), "they were not started in time");
      await until(isOver);
      for (const { child } of processes) child.kill("SIGINT");
      const results = await Promise.all(processes.map(({ ended }) => ended));
      assert.deepEqual(
        results.map(({ exitCode, stderr }) => [exitCode, stderr]),
        [
          [130, ""],
          [130, ""],
        ],
      );
      for (const { stdout } of results) assert.match(stdout, /^.* Waiting for 1 schedule; next is shop "soon", .*\n/);
      const spoken = results.filter(({ stdout }) => stdout.includes("the check begins"));
      assert.equal(spoken.length, 1);
      assert.match(
        spoken[0]!.stdout,
        /: due .*, the check begins\.\n.*: Drift detected, 1 critical, 1 drifted, took .*See it: terraform-drift show run_\w+\n/,
      );

      const [checked, ...others] = await home.history();
      assert.deepEqual([checked?.trigger, checked?.status, others.length], ["schedule", "drift_detected", 0]);
      const [after] = await list();
      assert.deepEqual(
        [after?.id, after?.lastRunId, after?.lastStatus, after?.runCount, after?.missedCount],
        [id, checked?.id, "drift_detected", 1, 0],
      );
      assert.equal(Date.parse(after!.nextRunAt!), Date.parse(nextRunAt!) + DAY);
      assert.ok(Date.parse(checked!.startedAt) >= Date.parse(nextRunAt!));
      assert.equal(stored().entries[0]!.lease, null);
    });

    it("makes up for the last of what came while nobody was there, and says what was missed", async () => {
      await add(dailyAt(-120), IN_UTC);
      madeEarlier(3);
      const { child, ended } = startRun();
      await until(isOver);
      child.kill("SIGINT");
      const { stdout } = await ended;
      assert.match(stdout, /: missed 2 runs, the last due .*\n.*: due .*, the check begins\.\n/);
      const table = await run(["list"]);
      assert.match(table.stdout, /Drift detected, just now +2 missed$/m);
      assert.equal((await home.history()).length, 1);
    });

    it("tells a webhook what appeared", async () => {
      const receiver = await fakeReceiver();
      try {
        await add(dailyAt(-120), IN_UTC);
        madeEarlier(1);
        const { child, ended } = startRun([], { TERRAFORM_DRIFT_WEBHOOK: receiver.address });
        const { body } = await receiver.request(0);
        await until(isOver);
        child.kill("SIGINT");
        const { stdout, stderr } = await ended;
        const [checked] = await home.history();
        const { event, run: told, text } = JSON.parse(body) as WebhookBody;
        assert.deepEqual([event, told.id], ["drift_appeared", checked?.id]);
        assert.match(text, /^shop: 1 resource drifted \(lab_bucket\.logs\)$/);
        assert.equal(receiver.received.length, 1);
        assert.doesNotMatch(`${stdout}${stderr}${fs.readFileSync(bookFile(), "utf8")}`, /the-secret-part/);
      } finally {
        await receiver.close();
      }
    });

    it("says before anything runs that its webhook cannot be used", async () => {
      const { exitCode, stdout, stderr } = await run(["run"], { TERRAFORM_DRIFT_WEBHOOK: "http://example.com/secret" });
      assert.deepEqual([exitCode, stdout], [64, ""]);
      assert.match(stderr, /^terraform-drift: TERRAFORM_DRIFT_WEBHOOK: [^\n]+ plain http, [^\n]+\n$/);
      assert.doesNotMatch(stderr, /secret/);
    });

    it("stops at Ctrl-C with all that it has started, and the list says so", async () => {
      await add(dailyAt(-120), IN_UTC);
      madeEarlier(1);
      const terraform = recordingTerraform(home.dir, { events: true });
      const { child, ended } = startRun(["--binary", terraform.binary], SLOW);
      await until(terraform.isReading);
      child.kill("SIGINT");
      const { exitCode, stdout, stderr } = await ended;
      assert.deepEqual([exitCode, stderr], [130, ""]);
      assert.match(stdout, /: Cancelled, took .*\n$/);
      await until(() => !processesIn(home.tmp).some(({ command }) => command.includes("watchdog")));
      assert.deepEqual(processesIn(workspace.dir, home.tmp), []);
      assert.deepEqual(fs.readdirSync(home.tmp), []);
      const [checked] = await home.history();
      assert.deepEqual([checked?.status, checked?.trigger], ["cancelled", "schedule"]);
      assert.equal((await list())[0]?.lastStatus, "cancelled");
    });

    it("names what it does not run, why a check failed, and waits on", async () => {
      const { id } = await add("@yearly");
      await run(["add", "@yearly", "--project", "bank"]);
      await run(["update", id, "--cron", dailyAt(-120), "--timezone", "UTC"]);
      madeEarlier(1);
      const { child, ended } = startRun(["--binary", "/nowhere/terraform"]);
      await until(() => stored().entries[0]!.schedule.lastStatus === "error");
      assert.equal(child.exitCode, null);
      child.kill("SIGTERM");
      const { exitCode, stdout } = await ended;
      assert.equal(exitCode, 130);
      assert.equal(stdout.match(/Not run here, .*: sch_\w+ \(bank\)\.\n/g)?.length, 1);
      assert.match(stdout, /: Incomplete, took .*\/nowhere\/terraform is no/);
      assert.equal((await home.history())[0]?.status, "error");
    });
  });
});
