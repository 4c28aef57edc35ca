import type { AttributeChange, DriftedResource, DriftRun, RunMetadata } from "../../src/shared/model";

/** Data for the tests of rules, wording and reports. */
export function change(parts: Partial<AttributeChange> = {}): AttributeChange {
  return {
    attribute: "size",
    action: "update",
    before: "small",
    after: "large",
    planned: "small",
    effect: "reverted",
    sensitive: false,
    location: null,
    ...parts,
  };
}

/** The same without a planned value: the code does not decide it. */
export function kept(parts: Partial<AttributeChange> = {}): AttributeChange {
  const whole = change({ effect: "kept", ...parts });
  delete whole.planned;
  return whole;
}

export function resource(parts: Partial<DriftedResource> = {}): DriftedResource {
  return {
    address: "aws_instance.web",
    moduleAddress: null,
    type: "aws_instance",
    name: "web",
    index: null,
    provider: "registry.terraform.io/hashicorp/aws",
    action: "update",
    remedy: "revert",
    reason: "changed_outside",
    severity: "warning",
    severityReason: "applying the code would revert it",
    ignored: null,
    changes: [change()],
    location: { file: "main.tf", line: 12, column: 1 },
    ...parts,
  };
}

export function run(metadata: Partial<RunMetadata> = {}, parts: Partial<DriftRun> = {}): DriftRun {
  const resources = metadata.driftedResources ?? [];
  const drifted = resources.filter((r) => r.ignored === null && r.reason !== "noise" && r.severity !== "info").length;
  return {
    id: "run_01k9sample",
    projectId: "shop",
    workspaceId: "infra/prod",
    status: drifted > 0 ? "drift_detected" : "clean",
    trigger: "manual",
    startedAt: "2026-11-22T09:00:00.000Z",
    endedAt: "2026-11-22T09:00:14.200Z",
    output: "",
    metadata: {
      complete: true,
      targets: null,
      totalResources: 132,
      driftedCount: drifted,
      ignoredCount: resources.filter((r) => r.ignored !== null).length,
      noiseCount: resources.filter((r) => r.reason === "noise").length,
      pendingCount: metadata.pendingChanges?.length ?? 0,
      threshold: "warning",
      driftedResources: resources,
      pendingChanges: [],
      outputChanges: [],
      uncheckedAddresses: [],
      diagnostics: [],
      tool: { binary: "terraform", version: "1.11.4", formatVersion: "1.2" },
      source: { commit: "1a2b3c4d5e6f", branch: "main", dirty: false },
      ...metadata,
    },
    ...parts,
  };
}

const POLICY = (action: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReadLogs",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:role/reader" },
        Action: [action],
      },
    ],
  });

/** As a real check of a middling root module may look: something of every group. */
export function realisticRun(): DriftRun {
  return run({
    driftedResources: [
      resource({
        address: "aws_security_group.web",
        reason: "not_in_code",
        remedy: "none",
        severity: "critical",
        severityReason: "security: network rules were opened or changed, open to the world (0.0.0.0/0)",
        changes: [
          kept({ attribute: "ingress[1].cidr_blocks[0]", action: "update", before: "10.0.0.0/8", after: "0.0.0.0/0" }),
          kept({ attribute: "ingress[1].description", action: "create", before: null, after: "temporary, Bob" }),
        ],
        location: { file: "network.tf", line: 41, column: 1 },
      }),
      resource({
        address: 'module.storage["eu-west-1"].aws_s3_bucket_policy.logs',
        severity: "critical",
        severityReason: "security: resource policy",
        changes: [
          change({
            attribute: "policy",
            before: POLICY("s3:GetObject"),
            after: POLICY("s3:*"),
            planned: POLICY("s3:GetObject"),
          }),
        ],
        location: { file: "../modules/storage/policy.tf", line: 8, column: 1 },
      }),
      resource({
        address: "aws_sqs_queue.orders",
        action: "delete",
        remedy: "recreate",
        reason: "deleted_outside",
        severity: "critical",
        severityReason: "deleted outside",
        changes: [change({ action: "delete", after: null, effect: "recreated" })],
        location: { file: "queues.tf", line: 3, column: 1 },
      }),
      resource({
        address: 'aws_instance.app["blue"]',
        changes: [
          change({
            attribute: "instance_type",
            before: "t3.small",
            after: "t3.large",
            planned: "t3.medium",
            effect: "conflict",
          }),
          change({ attribute: "monitoring", before: true, after: false, planned: true }),
          change({
            attribute: "user_data",
            before: "(sensitive)",
            after: "(sensitive)",
            planned: "(sensitive)",
            sensitive: true,
          }),
        ],
      }),
      resource({
        address: "aws_db_instance.main",
        severity: "info",
        severityReason: "labels and descriptions change nothing that runs",
        changes: [
          change({ attribute: 'tags["CostCentre"]', action: "create", before: null, after: "4711", planned: null }),
        ],
        location: { file: "database.tf", line: 1, column: 1 },
      }),
      resource({
        address: "aws_autoscaling_group.app",
        ignored: { by: "rule", reason: "The autoscaler sets it", until: "2027-01-31" },
        changes: [change({ attribute: "desired_capacity", before: 2, after: 5, planned: 2 })],
        location: { file: "app.tf", line: 70, column: 1 },
      }),
      resource({
        address: "aws_iam_role.app",
        reason: "noise",
        severity: "info",
        severityReason: "nothing happened",
        remedy: "none",
        changes: [kept({ attribute: "managed_policy_arns", before: null, after: [], effect: "noise" })],
      }),
    ],
    pendingChanges: [
      { address: "aws_lb_listener.https", actions: ["update"], causedBy: "aws_security_group.web" },
      { address: "aws_cloudwatch_log_group.app", actions: ["create"] },
    ],
    outputChanges: ["app_url"],
  });
}

/** Everything that could act or hide, in one text. */
export const HOSTILE =
  "<script>alert(1)</script><img src=x onerror=alert(1)> | a|b `code` ``` @octocat #12 https://evil.example [x](javascript:1) \u001b[31mred\u001b[0m \u0007 \u202eLTR \u200b ${x} \n# heading\r\n| --- |";
