/** Situations that the table of semantics.md does not name one by one, but that an engine has to get right as well. */
import type { Scenario } from "./scenarios";
import { type LabObject, type LabWorkspace, set } from "./terraform";

const update = (address: string) => ({ [address]: "update" });
const append = (workspace: LabWorkspace, block: string) =>
  workspace.code('output "static"', `${block}\n\noutput "static"`);

const POLICY = `jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:DeleteObject", Resource = "*" }]
  })`;
const ADMIN_RULE = `resource "lab_security_group_rule" "admin" {
  security_group_id = lab_security_group.web.id
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = ["10.0.0.0/8"]
}`;
const BUCKET_POLICY = `resource "lab_bucket_policy" "logs" {
  bucket = lab_bucket.logs.id
  policy = ${POLICY}
}`;
const ROLE_POLICY = `resource "lab_role_policy" "app" {
  role   = lab_role.app.id
  name   = "no-delete"
  policy = ${POLICY}
}`;

/** Real drift, in every shape that a value can have. */
export const VARIANTS: Scenario[] = [
  {
    name: "a sensitive attribute changed outside",
    arrange: (workspace) => workspace.edit("lab_database", set({ password: "rotated-by-hand" })),
    expected: { exitCode: 2, drift: update("lab_database.main"), changes: update("lab_database.main") },
  },
  {
    name: "one key of a sensitive map changed outside",
    arrange: (workspace) =>
      workspace.edit("lab_secret", set({ data: { api_token: "token-stolen", smtp_password: "mail-initial" } })),
    expected: { exitCode: 2, drift: update("lab_secret.app"), changes: update("lab_secret.app") },
  },
  {
    name: "a block of a set changed outside",
    arrange: (workspace) => workspace.edit("lab_firewall", openFirstRule),
    expected: { exitCode: 2, drift: update("lab_firewall.edge"), changes: update("lab_firewall.edge") },
  },
  {
    name: "a block of a list changed outside",
    arrange: (workspace) =>
      workspace.edit("lab_server", set({ disk: [{ device: "sda", size_gb: 40, encrypted: false }] })),
    expected: { exitCode: 2, drift: update("lab_server.web"), changes: update("lab_server.web") },
  },
  {
    name: "a single block removed outside",
    arrange: (workspace) => workspace.edit("lab_firewall", set({ logging: null })),
    expected: { exitCode: 2, drift: update("lab_firewall.edge"), changes: update("lab_firewall.edge") },
  },
  {
    name: "a default of the provider, not configured, changed outside",
    arrange: (workspace) => workspace.edit("lab_database", set({ deletion_protection: false })),
    expected: { exitCode: 2, drift: update("lab_database.main"), changes: update("lab_database.main") },
  },
  {
    name: "both, different resources",
    arrange: (workspace) => {
      workspace.code('"medium"', '"small"');
      workspace.edit("lab_bucket", set({ versioning: false }));
    },
    expected: {
      exitCode: 2,
      drift: update("lab_bucket.logs"),
      changes: { "lab_bucket.logs": "update", "lab_server.web": "update" },
    },
  },
  {
    name: "both, different attributes of one resource",
    arrange: (workspace) => {
      workspace.code('"medium"', '"small"');
      workspace.edit("lab_server", set({ tags: { env: "dev", team: "core" } }));
    },
    expected: { exitCode: 2, drift: update("lab_server.web"), changes: update("lab_server.web") },
  },
  {
    name: "a moved resource changed outside",
    arrange: (workspace) => {
      workspace.code('resource "lab_firewall" "edge"', 'resource "lab_firewall" "border"');
      append(workspace, "moved {\n  from = lab_firewall.edge\n  to   = lab_firewall.border\n}");
      workspace.edit("lab_firewall", set({ default_action: "allow" }));
    },
    expected: { exitCode: 2, drift: update("lab_firewall.border"), changes: update("lab_firewall.border") },
  },
  {
    name: "no object can be read",
    arrange: () => undefined,
    env: { LAB_UNREACHABLE: "reads" },
    expected: { exitCode: 1, drift: {}, changes: {}, errored: true },
  },
  {
    name: "an outage that is mistaken for deletions",
    arrange: () => undefined,
    env: { LAB_UNREACHABLE: "half" },
    expected: {
      exitCode: 1,
      drift: { "lab_role.app": "delete", "lab_secret.app": "delete" },
      changes: { "lab_role.app": "create", "lab_secret.app": "create" },
      errored: true,
    },
  },
];

/** Drift in which nothing happened. */
export const NOISE: Scenario[] = [
  {
    name: "a rule shows up in its security group",
    arrange: async (workspace) => {
      append(workspace, ADMIN_RULE);
      await workspace.apply();
    },
    expected: { exitCode: 0, drift: update("lab_security_group.web"), changes: {} },
  },
  {
    name: "a bucket policy shows up in its bucket",
    arrange: async (workspace) => {
      append(workspace, BUCKET_POLICY);
      await workspace.apply();
    },
    expected: { exitCode: 0, drift: update("lab_bucket.logs"), changes: {} },
  },
  {
    name: "a role policy shows up in its role",
    arrange: async (workspace) => {
      append(workspace, ROLE_POLICY);
      await workspace.apply();
    },
    expected: { exitCode: 0, drift: update("lab_role.app"), changes: {} },
  },
  {
    name: "a clock ticks",
    arrange: (workspace) => workspace.edit("lab_database", set({ _clock: true })),
    expected: { exitCode: 0, drift: update("lab_database.main"), changes: {} },
  },
  {
    name: "the text of a JSON document is laid out anew",
    arrange: async (workspace) => {
      workspace.code('name       = "logs"', `name       = "logs"\n  policy     = ${POLICY}`);
      await workspace.apply();
      workspace.edit("lab_bucket", reformatPolicy);
    },
    expected: { exitCode: 0, drift: update("lab_bucket.logs"), changes: {} },
  },
  {
    name: "an empty map for one that is not there",
    arrange: (workspace) => workspace.edit("lab_role", set({ tags: {} })),
    expected: { exitCode: 2, drift: update("lab_role.app"), changes: update("lab_role.app") },
  },
];

/** Nothing for Terraform itself: the order of a set is the provider's business. */
export const NO_DRIFT: Scenario[] = [
  {
    name: "the blocks of a set in another order",
    arrange: (workspace) =>
      workspace.edit("lab_firewall", (firewall) => ({
        ...firewall,
        rule: [...(firewall.rule as unknown[])].reverse(),
      })),
    expected: { exitCode: 0, drift: {}, changes: {} },
  },
];

function openFirstRule(firewall: LabObject): LabObject {
  const [first, ...rest] = firewall.rule as LabObject[];
  return { ...firewall, rule: [{ ...first, source_ranges: ["0.0.0.0/0"] }, ...rest] };
}

function reformatPolicy(bucket: LabObject): LabObject {
  const policy = JSON.parse(bucket.policy as string) as Record<string, unknown>;
  const reversed = Object.fromEntries(Object.entries(policy).reverse());
  return { ...bucket, policy: JSON.stringify(reversed, null, 2) };
}
