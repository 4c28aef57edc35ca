import assert from "node:assert/strict";
import { adviceFor } from "../../src/core/ai/advice";
import { OPTION_NAMES, optionOf, optionsFor } from "../../src/core/ai/options";
import { subjectsOfBody } from "../../src/core/ai/subjects";
import type { DriftedResource } from "../../src/shared/model";
import { subjectsOfResources, type SuggestSubject } from "../../src/shared/suggest";
import { filledCommand, isSuggestedCommand, SUGGESTED_COMMANDS } from "../../src/shared/suggestedCommands";
import { REASONS } from "../../src/shared/vocabulary";
import { checked, everywhere, ORDERS, sent, sentChange } from "./aiSample";
import { change, HOSTILE, kept, realisticRun } from "./reportSample";

const HEADINGS = ["### Cause", "### Risk", "### Options"];

function titles(subject: SuggestSubject): string[] {
  return optionsFor(subject).map((name) => optionOf(name).title);
}

/** What stands in code spans and begins as a command of ours. */
function commandsIn(markdown: string): string[] {
  const spans = markdown.replace(/\\[^]/g, "").matchAll(/(?<!`)(`+)(?!`)([^]*?)(?<!`)\1(?!`)/g);
  return Array.from(spans, ([, , text]) => text!.trim()).filter((text) => text.startsWith("terraform-drift"));
}

describe("the options for drifted resources", () => {
  const cases: [string, Partial<DriftedResource>, string[]][] = [
    [
      "reverted",
      {},
      [
        "Put it back",
        "Accept it into the code",
        "Leave the attribute to others",
        "Ignore it",
        "Find out who changed it",
      ],
    ],
    [
      "conflict",
      { changes: [change({ effect: "conflict", planned: "medium" })] },
      [
        "Apply what the code says",
        "Accept it into the code",
        "Leave the attribute to others",
        "Ignore it",
        "Find out who changed it",
      ],
    ],
    [
      "conflict and reverted",
      { changes: [change(), change({ effect: "conflict", planned: "medium" })] },
      [
        "Apply what the code says",
        "Accept it into the code",
        "Leave the attribute to others",
        "Ignore it",
        "Find out who changed it",
      ],
    ],
    [
      "converged",
      { reason: "converged", remedy: "none", changes: [change({ effect: "converged", planned: "large" })] },
      ["Nothing to apply"],
    ],
    [
      "kept",
      { reason: "not_in_code", remedy: "none", changes: [kept()] },
      ["Decide it in the code", "Accept it into the state", "Ignore it", "Find out who changed it"],
    ],
    [
      "kept by ignore_changes",
      { reason: "lifecycle_ignored", remedy: "none", changes: [kept()] },
      ["Let the code decide again", "Accept it into the state", "Ignore it", "Find out who changed it"],
    ],
    [
      "replaced",
      { remedy: "replace", severity: "critical", changes: [change({ effect: "replaced" })] },
      [
        "Replace it, knowing what is lost",
        "Accept it into the code",
        "Leave the attribute to others",
        "Ignore it as a whole",
        "Find out who changed it",
      ],
    ],
    [
      "deleted",
      {
        action: "delete",
        remedy: "recreate",
        reason: "deleted_outside",
        changes: [change({ effect: "recreated", after: null })],
      },
      ["Create it again", "Remove it from the code", "Ignore it as a whole", "Find out who changed it"],
    ],
    [
      "deleted, and no longer in the code",
      { action: "delete", remedy: "none", reason: "deleted_outside", changes: [] },
      ["Accept it into the state", "Ignore it as a whole", "Find out who changed it"],
    ],
    ["appeared", { action: "create", remedy: "none" }, ["Take it over or remove it", "Find out who changed it"]],
    ["noise", { reason: "noise", remedy: "none", changes: [kept({ effect: "noise", after: [] })] }, []],
    [
      "reverted and converged and noise",
      { changes: [change(), change({ effect: "converged" }), change({ effect: "noise" })] },
      [
        "Put it back",
        "Accept it into the code",
        "Leave the attribute to others",
        "Ignore it",
        "Find out who changed it",
      ],
    ],
    [
      "reverted and kept",
      { changes: [change(), kept({ reason: "not_in_code" })] },
      [
        "Put it back",
        "Accept it into the code",
        "Decide it in the code",
        "Accept it into the state",
        "Leave the attribute to others",
        "Ignore it",
        "Find out who changed it",
      ],
    ],
    [
      "ignored already",
      { reason: "not_in_code", remedy: "none", changes: [kept()], ignored: { by: "run" } },
      ["Decide it in the code", "Accept it into the state", "Find out who changed it"],
    ],
  ];
  for (const [effect, parts, expected] of cases) {
    it(`make sense where it is ${effect}`, () => {
      assert.deepEqual(titles(checked(parts)), expected);
    });
  }

  it("do not name a command that applies the code where that changes nothing", () => {
    for (const reason of ["not_in_code", "lifecycle_ignored", "converged"] as const) {
      const effect = reason === "converged" ? "converged" : "kept";
      const advice = adviceFor([checked({ reason, remedy: "none", changes: [kept({ effect })] })]);
      assert.doesNotMatch(advice, /terraform-drift reconcile (?!--accept-state )/);
    }
  });

  it("do not promise what a body does not tell", () => {
    const actions = ["update", "delete", "create"] as const;
    const options = actions.map((action) => titles({ from: "body", resource: sent({ action }) })[0]);
    assert.deepEqual(options, [
      "Put it back, if the code decides it",
      "Put it back, if the code decides it",
      "Take it over or remove it",
    ]);
  });

  it("name only commands of the fixed list", () => {
    for (const { command } of OPTION_NAMES.map(optionOf)) assert.ok(command === null || isSuggestedCommand(command));
  });
});

describe("the fixed list of commands", () => {
  it("has those that were filled in", () => {
    const values = { address: 'module.a["x"].aws_instance.web[0]', runId: "run_01k9" };
    const { ignore, check } = SUGGESTED_COMMANDS;
    assert.equal(
      filledCommand(ignore.usage, values),
      `terraform-drift ignore run_01k9 'module.a["x"].aws_instance.web[0]'`,
    );
    for (const { usage } of [ignore, check]) assert.ok(isSuggestedCommand(filledCommand(usage, values)));
    assert.equal(filledCommand(ignore.usage, { address: "a.RUN", runId: null }), "terraform-drift ignore RUN a.RUN");
  });

  it("puts right nothing but what it names, and never without asking", () => {
    const values = { address: "aws_instance.web", runId: "run_01k9" };
    const { reconcile, acceptState, accept } = SUGGESTED_COMMANDS;
    assert.deepEqual(
      [reconcile, acceptState, accept].map(({ usage }) => filledCommand(usage, values)),
      [
        "terraform-drift reconcile --target aws_instance.web",
        "terraform-drift reconcile --accept-state --target aws_instance.web",
        "terraform-drift accept run_01k9 aws_instance.web",
      ],
    );
  });

  it("does not take over what a shell would act upon", () => {
    for (const address of ["a.b'; rm -rf / #", "$(x)", "a.b`x`", "-rf", "a b", 'a.b["%PATH%"]', "a.b\n", "", "a.b&c"]) {
      assert.equal(
        filledCommand(SUGGESTED_COMMANDS.locate.usage, { address, runId: null }),
        "terraform-drift locate ADDRESS",
      );
    }
    assert.equal(
      filledCommand(SUGGESTED_COMMANDS.show.usage, { address: null, runId: "x; y" }),
      "terraform-drift show RUN",
    );
  });

  it("has no other", () => {
    for (const text of [
      "terraform destroy",
      "terraform-drift",
      "terraform-drift reconcile --yes",
      "terraform-drift reconcile --target a.b --yes",
      "terraform-drift reconcile --yes --target a.b",
      "terraform-drift reconcile --target --yes",
      "terraform-drift reconcile --allow-destroy --target a.b",
      "terraform-drift accept run_1 a.b --yes",
      "terraform-drift accept --yes a.b",
      "terraform-drift locate $(x)",
      "terraform-drift locate 'a.b",
      "terraform-drift locate ''",
      "terraform-drift show run_1;x",
      "terraform-drift  history",
      "terraform-drift history\n",
      " terraform-drift history",
    ]) {
      assert.ok(!isSuggestedCommand(text), text);
    }
  });
});

describe("the advice", () => {
  it("says of one resource what happened, why it matters and what can be done", () => {
    const advice = adviceFor([checked({ address: 'aws_instance.web["a"]' })], { runId: "run_01k9" });
    const expected = [
      '**`aws_instance.web["a"]`** · Warning · `main.tf:12`',
      "### Cause",
      "Changed outside; applying puts it back.",
      '- size is "large" in the cloud, the code says "small"; applying puts it back.',
      "### Risk",
      "- Applying the code would revert it",
      "### Options",
    ];
    assert.deepEqual(
      advice
        .split("\n")
        .filter((line) => line !== "")
        .slice(0, 7),
      expected,
    );
    assert.ok(advice.includes(`\`terraform-drift ignore run_01k9 'aws_instance.web["a"]'\``));
    assert.ok(advice.endsWith("_No model was asked: this is what the rules of Terraform Drift say._\n"));
  });

  it("warns of a replacement", () => {
    const advice = adviceFor([checked({ remedy: "replace", changes: [change({ effect: "replaced" })] })]);
    assert.match(advice, /\*\*Warning:\*\* applying the code deletes the object and creates it anew/);
  });

  it("shows no hidden value", () => {
    const hidden = { before: "(sensitive)", after: "(sensitive)", planned: "(sensitive)", sensitive: true };
    const advice = adviceFor([checked({ changes: [change({ attribute: "password", ...hidden })] })]);
    assert.match(advice, /- password changed in the cloud, its value is hidden; applying puts it back\./);
    const body = subjectsOfBody({ resources: [sent({ changes: [sentChange({ attribute: "password" })] })] });
    assert.match(adviceFor(body), /- password changed in the cloud, its value is hidden\.\n/);
  });

  it("says that nothing happened where nothing did", () => {
    const noise = checked({ reason: "noise", remedy: "none", changes: [kept({ effect: "noise", after: [] })] });
    const advice = adviceFor([noise]);
    assert.match(advice, /Differs only in form: nothing happened\./);
    assert.match(advice, /### Options\n\nNothing is to be done\./);
    assert.equal(adviceFor([]).split("\n")[0], "Nothing drifted.");
  });

  it("says why something is ignored", () => {
    const ignored = { by: "rule", reason: "The autoscaler sets it" } as const;
    assert.match(adviceFor([checked({ ignored })]), /It is ignored by a rule: The autoscaler sets it/);
  });

  it("says of a body what it says itself", () => {
    const changes = [
      sentChange(),
      sentChange({ attribute: "a", action: "create", before: null, after: 1 }),
      sentChange({ attribute: "b", action: "delete", before: 2, after: null }),
    ];
    const advice = adviceFor(subjectsOfBody({ resources: [sent({ changes })] }));
    for (const part of [
      "Changed outside.",
      '- size changed from "small" to "large" in the cloud.',
      "- a was added in the cloud as 1.",
      "- b was removed in the cloud, it was 2.",
      "It was sent as warning, without a reason.",
    ]) {
      assert.ok(advice.includes(part), `${part}\n${advice}`);
    }
  });

  it("groups several by severity and says each option once, with those whom it concerns", () => {
    const advice = adviceFor(subjectsOfResources(realisticRun().metadata.driftedResources));
    const headings = advice.split("\n").filter((line) => line.startsWith("#"));
    assert.deepEqual(headings, [
      "## Critical (3)",
      ...HEADINGS,
      "## Warning (1)",
      ...HEADINGS,
      "## Info (1)",
      ...HEADINGS,
    ]);
    assert.match(advice, /\*\*Create it again\.\*\* .* For `aws_sqs_queue\.orders`\./);
    for (const group of advice.split(/^## /m).slice(1)) {
      const options = Array.from(group.matchAll(/^\d+\. \*\*(.*?)\.\*\*/gm), ([, title]) => title);
      assert.equal(new Set(options).size, options.length);
    }
  });

  it("knows every reason", () => {
    for (const reason of REASONS) {
      for (const remedy of ["revert", "recreate", "replace", "none"] as const) {
        const advice = adviceFor([checked({ reason, remedy, changes: [] })]);
        for (const heading of HEADINGS) assert.ok(advice.includes(heading));
      }
    }
  });
});

describe("advice about hostile resources", () => {
  for (const text of [...ORDERS, HOSTILE]) {
    it(`has no link, markup or command from ${JSON.stringify(text)}`, () => {
      for (const subjects of [everywhere(text), ...everywhere(text).map((one) => [one])]) {
        const advice = adviceFor(subjects, { runId: text });
        const allowed = subjects.flatMap(optionsFor).map((name) => optionOf(name).command);
        for (const command of commandsIn(advice)) assert.ok(allowed.includes(command), command);
        const outside = advice.replace(/\\[^]/g, "").replace(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, "CODE");
        assert.doesNotMatch(outside, /[<>[\]]|:\/\/|\bwww\./, outside);
        assert.doesNotMatch(advice, /(?![ \n\u2060])[\p{Cc}\p{Cf}\p{Cs}\p{Z}]/u);
        const headings = advice.split("\n").filter((line) => line.startsWith("#"));
        assert.ok(headings.every((line) => HEADINGS.includes(line) || /^## \w+ \(\d\)$/.test(line)));
      }
    });
  }
});

describe("the size of advice", () => {
  it("is bounded with 5,000 resources; every severity has its options, and what is left out is said", () => {
    const subjects = Array.from({ length: 5000 }, (_, i) =>
      checked({ address: `lab_thing.n${i}`, severity: (["info", "warning", "critical"] as const)[i % 3]! }),
    );
    const advice = adviceFor(subjects);
    assert.ok(advice.length <= 24_000 && advice.length > 20_000, `${advice.length}`);
    assert.equal(advice.split("### Options").length, 4);
    const [, lost] = /_Left out for want of room: ([\d,]+) resources and [\d,]+ changed attributes\._/.exec(advice)!;
    assert.equal(advice.split("\n- `lab_thing.").length - 1 + Number(lost!.replace(",", "")), 5000);
    assert.ok(adviceFor(subjects, { limit: 10 }).length <= 6000);
  });

  it("is bounded with texts of a megabyte in every place", () => {
    const large = "<&\u202e`".repeat(250_000);
    const severities = ["critical", "warning", "info"] as const;
    const subjects = severities.flatMap((severity) =>
      Array.from({ length: 4 }, () => everywhere(large))
        .flat()
        .map(({ from, resource }) => ({ from, resource: { ...resource, severity } }) as SuggestSubject),
    );
    const advice = adviceFor(subjects);
    assert.ok(advice.length <= 24_000, `${advice.length}`);
    assert.ok(adviceFor(subjects.slice(0, 1)).length <= 24_000);
    assert.equal(advice.split("### Options").length, 4);
  });
});
