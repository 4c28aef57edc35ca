import assert from "node:assert/strict";
import { readCron } from "../../src/core/schedule/cron";
import { DriftError } from "../../src/shared/errors";
import { ACCEPTED, REFUSED } from "./schedule/expressions";

function refusalOf(cron: string, timeZone: string): { message: string; wayOut: string } {
  try {
    readCron(cron, timeZone);
  } catch (error) {
    assert.ok(error instanceof DriftError && error.reason === "usage", String(error));
    return { message: error.message, wayOut: error.wayOut };
  }
  assert.fail(`${JSON.stringify(cron)} in ${timeZone} was accepted`);
}

describe("cron expressions", () => {
  it("are tried in number", () => assert.ok(ACCEPTED.length + REFUSED.length >= 80));

  for (const { typed, words } of ACCEPTED) {
    it(`such as ${JSON.stringify(typed)} are accepted and described`, () => {
      assert.equal(readCron(typed, "UTC").humanReadable, words);
    });
  }

  for (const [typed, message, wayOut] of REFUSED) {
    it(`such as ${JSON.stringify(typed)} are refused in one sentence, with a way out`, () => {
      assert.deepEqual(refusalOf(typed, "UTC"), { message, wayOut });
    });
  }

  it("are kept trimmed, with single blanks, and macros in small letters", () => {
    assert.equal(readCron("  0\t9 *\n* MON ", "UTC").cron, "0 9 * * MON");
    assert.equal(readCron(" @DAILY ", "UTC").cron, "@daily");
  });

  it("that are offered are accepted themselves, and mean what is said", () => {
    for (const [, , wayOut] of REFUSED) {
      const [, offered, words] = /"([^"]+)" \((.+)\)\.$/.exec(wayOut) ?? [];
      if (offered !== undefined) assert.equal(readCron(offered, "UTC").humanReadable, words);
    }
  });

  it("of any length and make are refused at once, in a short sentence", () => {
    const long = 1_000_000;
    const hostile = [
      "*".repeat(long),
      "* ".repeat(long),
      " ".repeat(long),
      `${"0,".repeat(long)}0 * * * *`,
      `${"*/".repeat(240)} * * * *`,
      `${"1-".repeat(240)} * * * *`,
      `${"H(".repeat(240)} * * * *`,
      `* * * * ${"#".repeat(480)}`,
      "@".repeat(490),
      "\u001b]0;title\u0007".repeat(40),
      "\ud800".repeat(400),
    ];
    for (const typed of hostile) {
      const { message, wayOut } = refusalOf(typed, "UTC");
      assert.ok(message.length + wayOut.length < 500, message);
      assert.match(message + wayOut, /^[^\p{Cc}]*$/u);
    }
  });

  it("of random characters are accepted or refused in words, whatever they are", () => {
    const alphabet = "0123456789*/,-LW#?H@ \tMONjan1569";
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    let accepted = 0;
    for (let round = 0; round < 5_000; round++) {
      const field = () =>
        Array.from({ length: 1 + random(4) }, () => alphabet.charAt(random(alphabet.length))).join("");
      const typed = Array.from({ length: 5 }, () => (random(3) === 0 ? field() : "*")).join(" ");
      try {
        assert.notEqual(readCron(typed, "UTC").humanReadable, "");
        accepted++;
      } catch (error) {
        assert.ok(error instanceof DriftError && error.reason === "usage", `${typed}: ${String(error)}`);
      }
    }
    assert.ok(accepted > 100, `only ${accepted} were accepted`);
  });
});

describe("time zones of schedules", () => {
  it("keep the name that was written, in the case of the database", () => {
    const nameOf = (zone: string) => readCron("@daily", zone).timeZone.name;
    assert.equal(nameOf("europe/berlin"), "Europe/Berlin");
    assert.equal(nameOf("Asia/Kolkata"), "Asia/Kolkata");
    assert.equal(nameOf(" utc "), "UTC");
  });

  it("are this machine's where none is named, and say so", () => {
    const { name, machines } = readCron("@daily", "").timeZone;
    assert.equal(name, Intl.DateTimeFormat().resolvedOptions().timeZone);
    assert.ok(machines);
    assert.equal(readCron("@daily", "UTC").timeZone.machines, false);
  });

  const place = 'Name a place, such as "Europe/Berlin", whose daylight saving is known, or "UTC".';
  for (const distance of ["UTC+2", "GMT-5", "+02:00", "-0800", "utc +2"]) {
    it(`are not distances from UTC such as ${distance}`, () => {
      const message = `"${distance}" is a distance from UTC and not a time zone.`;
      assert.deepEqual(refusalOf("@daily", distance), { message, wayOut: place });
    });
  }

  it("that are not there are refused, and the one that is meant is offered", () => {
    const { message, wayOut } = refusalOf("@daily", "new york");
    assert.equal(message, 'There is no time zone "new york".');
    assert.match(
      wayOut,
      /^Name one of the IANA database, such as "America\/New_York", or leave it empty for this machine's, "/,
    );
    for (const zone of ["Europe/Atlantis", "__proto__", "constructor", "Z".repeat(100_000), "UTC\0", "../UTC"]) {
      assert.match(refusalOf("@daily", zone).message, /^There is no time zone ".{1,70}"\.$/u);
    }
  });
});
