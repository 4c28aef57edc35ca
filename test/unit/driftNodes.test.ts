import assert from "node:assert/strict";
import { type DriftNode, NODE_PORTION, type NodeOptions } from "../../src/host/tree/driftNode";
import { rootNode } from "../../src/host/tree/driftNodes";
import type { RootState } from "../../src/host/state/driftState";
import { markdown } from "../../src/host/tree/driftTooltips";
import type { DriftRun } from "../../src/shared/model";
import { change, HOSTILE, kept, resource, run } from "./reportSample";

const NOW = new Date("2026-11-22T10:00:20.000Z");
const OPTIONS: NodeOptions = {
  grouping: "severity",
  leastSeverity: "info",
  showNoise: false,
  now: NOW,
  shownOf: () => NODE_PORTION,
};

function stateOf(made: DriftRun | null, parts: Partial<RootState> = {}): RootState {
  const root = { projectId: "shop", workspaceId: "infra/prod", dir: "/shop/infra/prod", topDir: "/shop" };
  return {
    id: "shop/infra/prod",
    root,
    name: "infra/prod",
    run: made,
    parts: made === null ? [] : [made],
    running: null,
    applying: null,
    isStale: false,
    failure: null,
    ...parts,
  };
}

const nodesOf = (made: DriftRun, options: Partial<NodeOptions> = {}): DriftNode[] =>
  rootNode(stateOf(made), { ...OPTIONS, ...options }).children();

function words({ label, description }: DriftNode): string {
  return description === undefined ? label : `${label} | ${description}`;
}

/** All of it, indented. */
function drawn(node: DriftNode, depth = 0): string[] {
  return [`${"  ".repeat(depth)}${words(node)}`, ...node.children().flatMap((child) => drawn(child, depth + 1))];
}

const ignored = resource({ address: "aws_a.ignored", ignored: { by: "rule", reason: "autoscaled" } });
const noise = resource({ address: "aws_a.noise", reason: "noise" });
const full = run({
  driftedResources: [
    resource({
      address: "module.net.aws_vpc.main",
      moduleAddress: "module.net",
      type: "aws_vpc",
      severity: "critical",
    }),
    resource(),
    resource({
      address: "aws_s3_bucket.logs",
      type: "aws_s3_bucket",
      severity: "info",
      changes: [kept({ attribute: "acl" })],
    }),
    ignored,
    noise,
  ],
  driftedCount: 2,
  ignoredCount: 1,
  noiseCount: 1,
  pendingChanges: [{ address: "aws_x.new", actions: ["create"] }],
  outputChanges: ["url"],
});

describe("the drift view's nodes", () => {
  it("are the root module, its groups, resources and attributes", () => {
    assert.deepEqual(drawn(rootNode(stateOf(full), OPTIONS)), [
      "infra/prod | 1 critical, 2 drifted · 1 h ago · main@1a2b3c4",
      "  Drifted | 3",
      "    module.net.aws_vpc.main | size",
      '      size | "small" → "large"',
      "    aws_instance.web | size",
      '      size | "small" → "large"',
      "    aws_s3_bucket.logs | acl",
      '      acl | "small" → "large"',
      "  Pending in code | 2",
      "    aws_x.new | create",
      "    output.url | update",
      "  Ignored | 1",
      "    aws_a.ignored | autoscaled",
      '      size | "small" → "large"',
    ]);
  });

  it("leave out what is milder than the person wants to see, and say so", () => {
    const [drifted] = nodesOf(full, { leastSeverity: "critical" });
    assert.equal(words(drifted!), "Drifted | 1 · 2 filtered");
    assert.deepEqual(drifted!.children().map(words), ["module.net.aws_vpc.main | size"]);
  });

  it("show noise only to those who ask for it", () => {
    assert.deepEqual(nodesOf(full, { showNoise: true }).map(words).at(-1), "Noise | 1");
  });

  it("are put together by module or type", () => {
    const under = (grouping: NodeOptions["grouping"]): string[] =>
      nodesOf(full, { grouping })[0]!.children().map(words);
    assert.deepEqual(under("module"), ["module.net | 1", "root module | 2"]);
    assert.deepEqual(under("type"), ["aws_vpc | 1", "aws_instance | 1", "aws_s3_bucket | 1"]);
  });

  it("say that they are older than the code", () => {
    const stale = rootNode(stateOf(full, { isStale: true }), OPTIONS);
    assert.equal(stale.description, "1 critical, 2 drifted · checked before your last edit · main@1a2b3c4");
  });

  it("say what is known while nothing is, while it is checked, and when all is well", () => {
    const text = (state: RootState): string[] => drawn(rootNode(state, OPTIONS));
    assert.deepEqual(text(stateOf(null)), ["infra/prod | never checked", "  Nothing is known yet"]);
    const running = { runId: "run_1", done: 12, total: 40 };
    assert.equal(text(stateOf(full, { running }))[0], "infra/prod | checking · 12 of 40 read");
    const applying = { reconcileId: "rec_1", done: 1, total: 3 };
    assert.equal(text(stateOf(full, { applying }))[0], "infra/prod | applying · 1 of 3");
    assert.equal(text(stateOf(full, { applying: { ...applying, total: null } }))[0], "infra/prod | applying");
    assert.equal(text(stateOf(run()))[1], "  No drift in 132 resources");
  });

  it("name what could not be checked before anything is called clean", () => {
    const broken = run(
      {
        complete: false,
        driftedResources: [resource()],
        uncheckedAddresses: ["aws_x.y"],
        diagnostics: [{ severity: "error", summary: "Access denied", detail: "", address: "aws_x.y" }],
      },
      { status: "error" },
    );
    const node = rootNode(stateOf(broken), OPTIONS);
    assert.match(words(node), /\| incomplete · /);
    assert.deepEqual(drawn(node).slice(-2), ["  Could not be checked | 1", "    aws_x.y | Access denied"]);
  });

  it("come 200 at a time", () => {
    const many = run({
      driftedResources: Array.from({ length: 5000 }, (_, i) =>
        resource({ address: `aws_instance.web[${i}]`, index: i }),
      ),
    });
    const [drifted] = nodesOf(many);
    const children = drifted!.children();
    assert.equal(children.length, 201);
    assert.equal(children.at(-1)!.label, "Show 200 more of 4,800");
    assert.equal(children.at(-1)!.more, drifted!.id);
    const [further] = nodesOf(many, { shownOf: () => 4900 });
    assert.equal(further!.children().at(-1)!.label, "Show 100 more of 100");
  });

  it("have ids that differ, and are the same for the same thing", () => {
    const ids = (node: DriftNode): string[] => [node.id, ...node.children().flatMap(ids)];
    const once = ids(rootNode(stateOf(full), { ...OPTIONS, showNoise: true }));
    assert.equal(new Set(once).size, once.length);
    assert.deepEqual(ids(rootNode(stateOf({ ...full, id: "run_other" }), { ...OPTIONS, showNoise: true })), once);
  });

  it("tell the commands what a resource is", () => {
    const gone = resource({ action: "delete", remedy: "recreate", location: null });
    const contexts = nodesOf(run({ driftedResources: [gone, ignored] })).flatMap((group) =>
      group.children().map(({ context }) => context),
    );
    assert.deepEqual(contexts, ["resource drifted", "resource ignored located changed"]);
  });

  it("never show a secret, and never let a text become markup", () => {
    const secret = change({ before: "(sensitive)", after: "(sensitive)", planned: "(sensitive)", sensitive: true });
    const [drifted] = nodesOf(run({ driftedResources: [resource({ changes: [secret] })] }));
    const [node] = drifted!.children();
    assert.deepEqual(node!.children().map(words), ["size | changed, hidden"]);
    const hostile = resource({
      address: HOSTILE,
      severityReason: HOSTILE,
      changes: [change({ attribute: HOSTILE, after: HOSTILE })],
    });
    const [group] = nodesOf(run({ driftedResources: [hostile] }));
    const tooltip = group!.children()[0]!.tooltip!();
    assert.doesNotMatch(tooltip.replace(/(?<!\\)(`+) .*? \1(?!`)/g, "code"), /(?<!\\)[<[]|\]\(/);
    assert.equal(markdown("a|b [x](command:y) <img>"), "a\\|b \\[x\\]\\(command:y\\) \\<img\\>");
  });
});
