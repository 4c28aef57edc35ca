/** What can happen to infrastructure, each with what an ordinary plan says of it: measured with Terraform 1.11.4. */
import { type LabWorkspace, set } from "./terraform";

/** Of each address what is planned or what happened, several actions joined with "+" ("delete+create"). */
export type ActionsByAddress = Record<string, string>;

export interface Scenario {
  name: string;
  /** Makes the situation, in a workspace with the applied base configuration (test/lab/base). */
  arrange: (workspace: LabWorkspace) => void | Promise<void>;
  /** For the plan, on top of the workspace's own. */
  env?: Record<string, string>;
  expected: {
    /** Of `plan -detailed-exitcode`. */
    exitCode: 0 | 1 | 2;
    /** `resource_drift`. */
    drift: ActionsByAddress;
    /** `resource_changes` but for no-op. */
    changes: ActionsByAddress;
    /** `output_changes` but for no-op. */
    outputs?: ActionsByAddress;
    /** Absent: the plan is complete. */
    errored?: true;
  };
}

/** The base configuration's folder, seen from the repository's root. */
export const BASE_FOLDER = "test/lab/base";

const WORLD = "0.0.0.0/0";
const SSH_FROM_ANYWHERE = { from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: [WORLD], description: null };
const PUBLIC_READ = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" }],
});
const ACCESS_DENIED = "403 AccessDenied: not authorized to read this object";

const gone = () => null;
const nothing = { drift: {}, changes: {} };

/** The rows of the table in section 1 of semantics.md, in its words. */
export const SCENARIOS: Scenario[] = [
  {
    name: "nothing",
    arrange: () => undefined,
    expected: { exitCode: 0, ...nothing },
  },
  {
    name: "configured attribute changed outside",
    arrange: (workspace) => workspace.edit("lab_server", set({ size: "large" })),
    expected: { exitCode: 2, drift: { "lab_server.web": "update" }, changes: { "lab_server.web": "update" } },
  },
  {
    name: "attribute that forces replacement changed outside",
    arrange: (workspace) => workspace.edit("lab_server", set({ image: "debian-11" })),
    expected: {
      exitCode: 2,
      drift: { "lab_server.web": "update" },
      changes: { "lab_bucket.logs": "update", "lab_server.web": "delete+create" },
      outputs: { web_status: "update" },
    },
  },
  {
    name: "optional attribute absent from the code set outside",
    arrange: (workspace) => workspace.edit("lab_database", set({ tags: { owner: "nobody" } })),
    expected: { exitCode: 2, drift: { "lab_database.main": "update" }, changes: { "lab_database.main": "update" } },
  },
  {
    name: "computed attribute changed, nothing depends on it",
    arrange: (workspace) => workspace.edit("lab_bucket", set({ size_bytes: 4096 })),
    expected: { exitCode: 0, drift: { "lab_bucket.logs": "update" }, changes: {} },
  },
  {
    name: "optional+computed, not configured (e.g. a security group's rules, a bucket policy, a key policy)",
    arrange: (workspace) => {
      workspace.edit("lab_security_group", set({ ingress: [SSH_FROM_ANYWHERE] }));
      workspace.edit("lab_bucket", set({ policy: PUBLIC_READ }));
      workspace.edit("lab_role", set({ inline_policy: [{ name: "all", policy: PUBLIC_READ }] }));
    },
    expected: {
      exitCode: 0,
      drift: { "lab_bucket.logs": "update", "lab_role.app": "update", "lab_security_group.web": "update" },
      changes: {},
    },
  },
  {
    name: "drift under `lifecycle.ignore_changes`",
    arrange: (workspace) => {
      workspace.code('"medium"', '"medium"\n\n  lifecycle {\n    ignore_changes = [size]\n  }\n');
      workspace.edit("lab_server", set({ size: "large" }));
    },
    expected: { exitCode: 0, drift: { "lab_server.web": "update" }, changes: {} },
  },
  {
    name: "computed attribute that feeds an output",
    arrange: (workspace) => workspace.edit("lab_server", set({ status: "stopped" })),
    expected: {
      exitCode: 2,
      drift: { "lab_server.web": "update" },
      changes: {},
      outputs: { web_status: "update" },
    },
  },
  {
    name: "computed attribute that feeds another resource",
    arrange: (workspace) => workspace.edit("lab_server", set({ private_ip: "10.9.9.9" })),
    expected: { exitCode: 2, drift: { "lab_server.web": "update" }, changes: { "lab_bucket.logs": "update" } },
  },
  {
    name: "object deleted outside",
    arrange: (workspace) => workspace.edit("lab_bucket", gone),
    expected: { exitCode: 2, drift: { "lab_bucket.logs": "delete" }, changes: { "lab_bucket.logs": "create" } },
  },
  {
    name: "object deleted outside and removed from the code",
    arrange: (workspace) => {
      workspace.edit("lab_bucket", gone);
      workspace.code(/resource "lab_bucket" "logs" \{[^]*?\n\}\n/, "");
    },
    expected: { exitCode: 0, drift: { "lab_bucket.logs": "delete" }, changes: {} },
  },
  {
    name: "code edited, nothing outside",
    arrange: (workspace) => workspace.code('"medium"', '"small"'),
    expected: { exitCode: 2, drift: {}, changes: { "lab_server.web": "update" } },
  },
  {
    name: "code adds a resource",
    arrange: (workspace) =>
      workspace.code('output "static"', 'resource "lab_role" "new" {\n  name = "new"\n}\n\noutput "static"'),
    expected: { exitCode: 2, drift: {}, changes: { "lab_role.new": "create" } },
  },
  {
    name: "only an output edited",
    arrange: (workspace) => workspace.code('"one"', '"two"'),
    expected: { exitCode: 2, ...nothing, outputs: { static: "update" } },
  },
  {
    name: "only a `moved` block",
    arrange: (workspace) => {
      workspace.code('resource "lab_role" "app"', 'resource "lab_role" "service"');
      workspace.code(
        'output "static"',
        'moved {\n  from = lab_role.app\n  to   = lab_role.service\n}\n\noutput "static"',
      );
    },
    // The no-op entry in `resource_drift` is a refresh-only plan's; here `previous_address` is on the no-op change.
    expected: { exitCode: 2, ...nothing },
  },
  {
    name: "both, same attribute",
    arrange: (workspace) => {
      workspace.code('"medium"', '"small"');
      workspace.edit("lab_server", set({ size: "large" }));
    },
    expected: { exitCode: 2, drift: { "lab_server.web": "update" }, changes: { "lab_server.web": "update" } },
  },
  {
    name: "both, code and cloud changed to the same value (converged)",
    arrange: (workspace) => {
      workspace.code('"medium"', '"large"');
      workspace.edit("lab_server", set({ size: "large" }));
    },
    expected: { exitCode: 0, drift: { "lab_server.web": "update" }, changes: {} },
  },
  {
    name: "one object cannot be read",
    arrange: (workspace) => {
      workspace.edit("lab_bucket", set({ _fault: ACCESS_DENIED }));
      workspace.edit("lab_database", set({ storage_gb: 99 }));
    },
    expected: {
      exitCode: 1,
      drift: { "lab_database.main": "update" },
      changes: { "lab_database.main": "update" },
      errored: true,
    },
  },
  {
    name: "cloud unreachable",
    arrange: () => undefined,
    env: { LAB_UNREACHABLE: "1" },
    expected: { exitCode: 1, ...nothing, errored: true },
  },
  {
    name: "object created outside",
    arrange: (workspace) => workspace.add("lab_bucket", "bkt-rogue", { name: "rogue" }),
    expected: { exitCode: 0, ...nothing },
  },
];
