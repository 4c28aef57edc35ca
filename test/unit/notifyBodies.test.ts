/** What a webhook is sent: complete, bounded, and without anything that could act where it is shown. */
import assert from "node:assert/strict";
import { type News, newsOf } from "../../src/core/notify/news";
import type { SlackBody } from "../../src/core/notify/slackBody";
import { slackCode, slackProse } from "../../src/core/notify/slackText";
import type { WebhookBody } from "../../src/core/notify/webhookBody";
import { webhookMessage } from "../../src/core/notify/webhookMessage";
import type { DriftedResource, DriftRun } from "../../src/shared/model";
import { failed, numbered } from "../notify/newsRuns";
import { HOSTILE, realisticRun, resource } from "./reportSample";

const json = (news: News): WebhookBody => JSON.parse(webhookMessage(news, "json")) as WebhookBody;
const slack = (news: News): SlackBody => JSON.parse(webhookMessage(news, "slack")) as SlackBody;
const only = (news: News[]): News => {
  assert.equal(news.length, 1);
  return news[0]!;
};

function withResources(driftedResources: DriftedResource[]): DriftRun {
  const run = numbered(1, "");
  return { ...run, status: "drift_detected", metadata: { ...run.metadata, driftedResources } };
}

/** The texts of a message that Slack shows. */
function shown({ text, blocks }: SlackBody): string[] {
  return [
    text,
    ...blocks.flatMap((block) => (block.type === "section" ? [block.text] : block.elements)).map((one) => one.text),
  ];
}

describe("the JSON of a webhook", () => {
  it("is as documented", () => {
    const run = { ...realisticRun(), trigger: "schedule" as const };
    assert.deepEqual(json(only(newsOf([], run))), {
      version: 1,
      id: "run_01k9sample:drift_appeared",
      event: "drift_appeared",
      text: 'shop/infra/prod: 4 resources drifted (aws_security_group.web, module.storage["eu-west-1"].aws_s3_bucket_policy.logs, aws_sqs_queue.orders and 1 more)',
      rootModule: { projectId: "shop", workspaceId: "infra/prod" },
      run: {
        id: "run_01k9sample",
        trigger: "schedule",
        status: "drift_detected",
        startedAt: "2026-11-22T09:00:00.000Z",
        endedAt: "2026-11-22T09:00:14.200Z",
        commit: "1a2b3c4d5e6f",
        branch: "main",
      },
      counts: { critical: 3, warning: 1, info: 0 },
      resources: [
        {
          address: "aws_security_group.web",
          severity: "critical",
          change: "appeared",
          sentence: "Security: network rules were opened or changed, open to the world (0.0.0.0/0).",
        },
        {
          address: 'module.storage["eu-west-1"].aws_s3_bucket_policy.logs',
          severity: "critical",
          change: "appeared",
          sentence: "Security: resource policy.",
        },
        {
          address: "aws_sqs_queue.orders",
          severity: "critical",
          change: "appeared",
          sentence: "Deleted outside; applying creates it again.",
        },
        {
          address: 'aws_instance.app["blue"]',
          severity: "warning",
          change: "appeared",
          sentence: "Applying the code would revert it.",
        },
      ],
      moreResources: 0,
      failure: null,
    });
  });

  it("has what grew worse with what came, and what went last", () => {
    const news = only(newsOf([numbered(0, "abx!")], numbered(1, "a!bc")));
    const rows = json(news).resources.map(({ address, severity, change }) => `${address} ${severity} ${change}`);
    assert.deepEqual(rows, ["lab.a critical worse", "lab.c warning appeared", "lab.x critical gone"]);
  });

  it("says why a check fails, and nothing of resources", () => {
    const body = json(only(newsOf([failed(0), failed(1)], failed(2))));
    assert.deepEqual([body.event, body.resources, body.failure], ["check_failing", [], "The state is locked."]);
    const { source } = failed(3).metadata;
    assert.deepEqual([body.run.status, body.run.commit], ["error", source.commit]);
  });

  it("says that the code is in no repository", () => {
    const run = numbered(1, "a");
    const { commit, branch } = json(only(newsOf([], { ...run, metadata: { ...run.metadata, source: {} } }))).run;
    assert.deepEqual([commit, branch], [null, null]);
  });

  it("has 20 resources, the gravest, and counts the others", () => {
    const all = Array.from({ length: 50 }, (_, at) =>
      resource({ address: `lab.n${at}`, severity: at < 45 ? "warning" : "critical" }),
    );
    const { resources, moreResources, counts } = json(only(newsOf([], withResources(all))));
    assert.deepEqual([resources.length, moreResources, counts], [20, 30, { critical: 5, warning: 45, info: 0 }]);
    assert.deepEqual(
      resources.slice(0, 6).map(({ address }) => address),
      [...["lab.n45", "lab.n46", "lab.n47", "lab.n48", "lab.n49"], "lab.n0"],
    );
  });
});

describe("a message for Slack", () => {
  it("has a line for each resource, and says where it comes from", () => {
    const body = slack(only(newsOf([numbered(0, "x")], { ...realisticRun(), trigger: "schedule" })));
    assert.deepEqual(body.text.split("\n"), [
      "⚠️ shop/infra/prod: 4 resources drifted, 1 resource no longer drifts",
      "🔴 `aws_security_group.web` Security: network rules were opened or changed, open to the world (0.0.0.0/0).",
      '🔴 `module.storage["eu-west-1"].aws_s3_bucket_policy.logs` Security: resource policy.',
      "🔴 `aws_sqs_queue.orders` Deleted outside; applying creates it again.",
      '🟡 `aws_instance.app["blue"]` Applying the code would revert it.',
      "✅ `lab.x`",
    ]);
    const texts = shown(body);
    assert.equal(texts.slice(1, -1).join("\n"), body.text);
    assert.equal(texts.at(-1), "scheduled check · run_01k9sample · main@\u20601a2b3c4");
  });

  it("lets Slack look for no links and names by itself", () => {
    const { blocks } = slack(only(newsOf([], realisticRun())));
    const texts = blocks.flatMap((block) => (block.type === "section" ? [block.text] : block.elements));
    assert.ok(texts.length >= 3 && texts.every((one) => (one as { verbatim?: unknown }).verbatim === true));
  });

  it("says by its sign whether somebody should look", () => {
    assert.match(
      slack(only(newsOf([numbered(0, "a")], numbered(1, "")))).text,
      /^✅ shop\/infra\/prod: 1 resource no longer drifts/,
    );
    assert.match(
      slack(only(newsOf([failed(0), failed(1)], failed(2)))).text,
      /^⚠️ .*3 times in a row: The state is locked\.$/,
    );
  });

  const attacks = [
    "<!channel>",
    "<!here|x>",
    "<@U012AB3CD>",
    "<!subteam^S123>",
    "<#C123|general>",
    "<https://evil.example|click>",
    "https://evil.example/x",
    "www.evil.example",
    "mailto:me@evil.example",
    "@channel @all @everyone @here",
    "#general",
    "&lt;!channel&gt;",
    "a` <!channel> `b",
    "```\n<!channel>\n```",
    "*bold* _it_ ~no~",
    "\n> quote\r\n• line",
    "\u202e<\u200b!channel>",
    HOSTILE,
  ];
  for (const attack of attacks) {
    it(`shows ${JSON.stringify(attack.slice(0, 40))} and does nothing`, () => {
      const run = withResources([
        resource({ address: `lab.x["${attack}"]`, severityReason: `${attack}: ${attack}` }),
        resource({ address: attack, severityReason: attack }),
      ]);
      const hostile = {
        ...run,
        projectId: attack,
        workspaceId: attack,
        metadata: { ...run.metadata, source: { branch: attack, commit: attack } },
      };
      const body = slack(only(newsOf([], hostile)));
      for (const text of shown(body)) {
        assert.doesNotMatch(text, /[<>]|&(?!amp;|lt;|gt;)/, text);
        assert.doesNotMatch(text, /:\/\/|www\.|mailto:\w/i, text);
        assert.doesNotMatch(text, /[^\n\S ]|[\u202a-\u202e\u200b]/, text);
        const outsideCode = text.replace(/`[^`\n]*`/g, "");
        assert.doesNotMatch(outsideCode, /`|[@#](?!\u2060)/, text);
      }
      assert.equal(body.text.split("\n").length, 3);
    });
  }

  it("shows what it escapes as it was", () => {
    const unescaped = (text: string): string =>
      text
        .replace(/\u2060/g, "")
        .replace(/&lt;/g, "<")
        .replace(/&gt;/g, ">")
        .replace(/&amp;/g, "&");
    const text = 'a & b < c > d "e" &amp; http://x @y';
    assert.equal(unescaped(slackProse(text)), text);
    assert.equal(unescaped(slackCode(text)), `\`${text}\``);
    assert.equal(slackCode('aws_iam_user.x["me@example.com"]'), '`aws_iam_user.x["me@example.com"]`');
    assert.equal(slackCode(""), "` `");
  });
});

describe("what is sent", () => {
  const long = (character: string): DriftedResource[] =>
    Array.from({ length: 40 }, (_, at) =>
      resource({ address: `lab.n${at}["${character.repeat(20_000)}"]`, severityReason: character.repeat(20_000) }),
    );
  for (const character of ["a", "&", "@", "🪣", "\u202e", "\\", '"', "\ud800", "\u0000", "ä"]) {
    it(`is short enough whatever there is much of (${JSON.stringify(character)})`, () => {
      const run = withResources(long(character));
      const named = { ...run, projectId: character.repeat(3000), workspaceId: character.repeat(3000) };
      const news = [...newsOf([], named), ...newsOf([named], numbered(2, ""))];
      assert.equal(news.length, 2);
      for (const one of news) {
        for (const format of ["json", "slack"] as const) {
          const text = webhookMessage(one, format);
          assert.ok(Buffer.byteLength(text) <= 40_000, `${format}: ${Buffer.byteLength(text)}`);
          const left = json(one);
          assert.equal(left.resources.length + left.moreResources, 40);
        }
        const { blocks } = slack(one);
        assert.ok(blocks.length <= 50);
        for (const text of shown(slack(one)).slice(1))
          assert.ok(text.length >= 1 && text.length <= 3000, `${text.length}`);
        assert.doesNotMatch(webhookMessage(one, "slack"), /[\ud800-\udbff](?![\udc00-\udfff])/);
      }
    });
  }
});
