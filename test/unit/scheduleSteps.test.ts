/** What is asked when a schedule is made or changed, over the real cron expressions. */
import assert from "node:assert/strict";
import { silentLog } from "../../src/core/ports";
import { openSchedules } from "../../src/core/schedule/openSchedules";
import { openScheduleStore } from "../../src/core/store/scheduleStore";
import { askForSchedule, type ScheduleAnswers, type ScheduleWords } from "../../src/host/schedules/scheduleSteps";
import { Person } from "./questions/person";
import { Machine } from "./schedule/simulation";
import { inTemporaryFolder } from "./store/runs";

const WORDS: ScheduleWords = {
  root: "root",
  when: "when",
  presets: {
    hourly: "hourly",
    everySixHours: "six hours",
    daily: "daily",
    weekdays: "weekdays",
    weekly: "weekly",
    monthly: "monthly",
  },
  custom: "custom",
  cron: "cron",
  cronPrompt: "five fields",
  zone: "zone",
  label: "label",
  labelTooLong: "too long",
};
const PRESETS = "hourly|six hours|daily|weekdays|weekly|monthly|custom";
const START: ScheduleAnswers = { rootId: "a", cron: "", isCustom: false, timezone: "UTC", label: "" };
const choice = (value: string) => ({ value, label: value, description: "" });

/** A Sunday morning at ten. */
async function asked(answers: (string | null)[], start: Partial<ScheduleAnswers> = {}, roots = ["a"]) {
  const person = new Person(answers);
  const machine = new Machine(Date.UTC(2026, 10, 22, 10));
  const shown: string[] = [];
  const chosen = await inTemporaryFolder((dataDir) => {
    const unused = () => Promise.reject(new Error("nothing is checked here"));
    const schedules = openSchedules({
      store: openScheduleStore(dataDir, { clock: machine, log: silentLog }),
      service: { check: unused, ended: unused },
      canRun: () => false,
      jitterMs: () => 0,
      clock: machine,
      waker: machine,
      log: silentLog,
    });
    return askForSchedule(
      { ...START, ...start },
      {
        words: WORDS,
        questions: {
          pick(page, choices, current) {
            if (page.title === "when") shown.push(...choices.map(({ description }) => description));
            return person.pick(page, choices, current);
          },
          text: (page) => {
            if (page.title === "label") shown.push(page.prompt);
            return person.text(page);
          },
        },
        roots: roots.map(choice),
        zones: ["UTC", "Europe/Berlin"].map(choice),
        preview: (...of) => new Promise((resolve) => resolve(schedules.preview(...of))),
        now: () => machine.now(),
      },
    );
  });
  return { chosen, asked: person.asked, shown };
}

describe("making a schedule", function () {
  this.timeout(10_000);

  it("asks for a time, its zone and a label, and says when it would come", async () => {
    const { chosen, asked: questions, shown } = await asked(["weekdays", "Europe/Berlin", " mornings "]);
    assert.deepEqual(chosen, {
      rootId: "a",
      cron: "0 9 * * 1-5",
      isCustom: false,
      timezone: "Europe/Berlin",
      label: "mornings",
    });
    assert.deepEqual(questions, [`1 when: ${PRESETS}`, "2< zone: [UTC]|Europe/Berlin", "3< label: "]);
    assert.deepEqual(shown, [
      "next today 11:00",
      "next today 12:00",
      "next tomorrow 09:00",
      "next tomorrow 09:00",
      "next tomorrow 09:00",
      "next 1 Dec 09:00",
      "",
      "At 09:00 AM, Monday through Friday · next: tomorrow 09:00, Tue 09:00, Wed 09:00",
    ]);
  });

  it("asks which root module where there are several", async () => {
    const { chosen, asked: questions } = await asked(["b", "daily", "UTC", ""], {}, ["a", "b"]);
    assert.equal(questions[0], "1 root: [a]|b");
    assert.equal(chosen?.rootId, "b");
  });

  it("says of what is typed what it means or what is wrong with it, and takes only what can be understood", async () => {
    const { chosen, asked: questions } = await asked(["custom", "* * * *", "", "30 2 * * *", "UTC", ""]);
    assert.equal(chosen?.cron, "30 2 * * *");
    const said = questions.filter((line) => line.startsWith("  "));
    assert.equal(said.length, 3);
    assert.match(said[0]!, /^ {2}! A cron expression has five fields, and "\* \* \* \*" has 4\. Write minute, /);
    assert.match(said[1]!, /^ {2}! The cron expression is empty\. /);
    assert.equal(said[2], "  At 02:30 AM · next: tomorrow 02:30, Tue 02:30, Wed 02:30");
  });

  it("goes back with what was answered, and can be left at every step without anything", async () => {
    const { asked: questions } = await asked([
      "custom",
      "@daily",
      "back",
      "@hourly",
      "UTC",
      "back",
      "back",
      "back",
      "back",
    ]);
    assert.deepEqual(
      questions.filter((line) => !line.startsWith("  ")),
      [
        `1 when: ${PRESETS}`,
        "2< cron: ",
        "3< zone: [UTC]|Europe/Berlin",
        "2< cron: @daily",
        "3< zone: [UTC]|Europe/Berlin",
        "4< label: ",
        "3< zone: [UTC]|Europe/Berlin",
        "2< cron: @hourly",
        `1 when: ${PRESETS.replace("custom", "[custom]")}`,
      ],
    );
    for (const answers of [[null], ["custom", null], ["daily", null], ["daily", "UTC", null]]) {
      assert.equal((await asked(answers)).chosen, null);
    }
  });

  it("takes no label that the store would refuse", async () => {
    const { asked: questions } = await asked(["daily", "UTC", "x".repeat(201), "x".repeat(200)]);
    assert.equal(questions.at(-1), "  ! too long");
  });
});

describe("changing a schedule", function () {
  this.timeout(10_000);

  it("begins with what it is, and does not ask which root module", async () => {
    const present = { rootId: undefined, cron: "0 9 * * 1-5", timezone: "Europe/Berlin", label: "mornings" };
    const { chosen, asked: questions } = await asked(["daily", "Europe/Berlin", "all days"], present, []);
    assert.deepEqual(questions, [
      `1 when: ${PRESETS.replace("weekdays", "[weekdays]")}`,
      "2< zone: UTC|[Europe/Berlin]",
      "3< label: mornings",
    ]);
    assert.deepEqual([chosen?.cron, chosen?.label], ["0 9 * * *", "all days"]);
  });

  it("has its own cron expression to go on with", async () => {
    const { asked: questions, shown } = await asked(["custom", null], { cron: "*/5 * * * *" }, []);
    assert.deepEqual(questions.slice(0, 2), [
      `1 when: ${PRESETS.replace("custom", "[custom]")}`,
      "2< cron: */5 * * * *",
    ]);
    assert.equal(questions[2], "  Every 5 minutes · next: today 10:05, today 10:10, today 10:15");
    assert.equal(shown.at(-1), "*/5 * * * *");
  });

  it("can be done where this machine does not know its time zone", async () => {
    const { chosen, shown } = await asked(["daily", "UTC", ""], { cron: "0 9 * * *", timezone: "Mars/Olympus" }, []);
    assert.equal(chosen?.timezone, "UTC");
    assert.deepEqual(shown.slice(0, 7), ["", "", "", "", "", "", ""]);
  });
});
