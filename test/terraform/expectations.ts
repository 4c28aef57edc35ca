/**
 * What semantics.md (sections 1 to 4) demands of a check in each situation of the lab, by the situation's name. Written from
 * the specification, not from what the engine says.
 */
import type { AttributeChange, DriftedResource, Json, PendingChange, RunStatus } from "../../src/shared/model";

export interface Expectation {
  status: RunStatus;
  /** Of the command line, which is not Terraform's. */
  exitCode: 0 | 1 | 2;
  /** All that drifted, in the order shown. */
  drift?: ExpectedDrift[];
  /** All but the first of the counts follow from `drift`. */
  driftedCount?: number;
  noiseCount?: number;
  pending?: PendingChange[];
  outputs?: string[];
  /** The base configuration's seven if absent. */
  totalResources?: number;
  /** Addresses that could not be read; a check with any is not complete. Null: it is not complete without naming any. */
  unchecked?: string[] | null;
  /** No output of any kind may hold these. */
  secrets?: string[];
}

export interface ExpectedDrift extends Pick<DriftedResource, "address" | "action" | "remedy" | "reason" | "severity"> {
  /** The text of the code at which it is to be found; null: nowhere. */
  at: string | null;
  changes: ExpectedChange[];
}

interface ExpectedChange extends Pick<AttributeChange, "attribute" | "action" | "effect" | "before" | "after"> {
  /** Absent: the code does not decide it. */
  planned?: Json;
  sensitive?: true;
  /** The text of the code that says it; absent: nowhere. */
  at?: string;
}

const CLEAN = { status: "clean", exitCode: 0 } as const;
const DRIFTED = { status: "drift_detected", exitCode: 2, driftedCount: 1 } as const;
const PARTIAL = { status: "error", exitCode: 1 } as const;

const SERVER = 'resource "lab_server" "web"';
const BUCKET = 'resource "lab_bucket" "logs"';
const DATABASE = 'resource "lab_database" "main"';
const GROUP = 'resource "lab_security_group" "web"';
const ROLE = 'resource "lab_role" "app"';
const FIREWALL = 'resource "lab_firewall" "edge"';
const SECRET = 'resource "lab_secret" "app"';

const HIDDEN = { before: "(sensitive)", after: "(sensitive)" } as const;

const PUBLIC_READ =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}';

const reverted = { action: "update", remedy: "revert", reason: "changed_outside" } as const;
const notInCode = { action: "update", remedy: "none", reason: "not_in_code" } as const;
const noise = { action: "update", remedy: "none", reason: "noise", severity: "info" } as const;

/** The rows of the table in section 1. */
export const TABLE: Record<string, Expectation> = {
  nothing: CLEAN,

  "configured attribute changed outside": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_server.web",
        ...reverted,
        severity: "warning",
        at: SERVER,
        changes: [
          {
            attribute: "size",
            action: "update",
            effect: "reverted",
            before: "medium",
            after: "large",
            planned: "medium",
            at: 'size            = "medium"',
          },
        ],
      },
    ],
  },

  "attribute that forces replacement changed outside": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_server.web",
        action: "update",
        remedy: "replace",
        reason: "changed_outside",
        severity: "critical",
        at: SERVER,
        changes: [
          {
            attribute: "image",
            action: "update",
            effect: "replaced",
            before: "debian-12",
            after: "debian-11",
            planned: "debian-12",
            at: 'image           = "debian-12"',
          },
        ],
      },
    ],
    pending: [{ address: "lab_bucket.logs", actions: ["update"], causedBy: "lab_server.web" }],
    outputs: ["web_status"],
  },

  // Tags are information only, so that it does not count although applying would remove them.
  "optional attribute absent from the code set outside": {
    ...CLEAN,
    drift: [
      {
        address: "lab_database.main",
        ...reverted,
        severity: "info",
        at: DATABASE,
        changes: [
          {
            attribute: "tags",
            action: "create",
            effect: "reverted",
            before: null,
            after: { owner: "nobody" },
            planned: null,
          },
        ],
      },
    ],
  },

  "computed attribute changed, nothing depends on it": {
    ...CLEAN,
    drift: [
      {
        address: "lab_bucket.logs",
        ...notInCode,
        severity: "info",
        at: BUCKET,
        changes: [{ attribute: "size_bytes", action: "update", effect: "kept", before: 0, after: 4096 }],
      },
    ],
  },

  // Terraform says "No changes" and exits with 0. What is open to the world comes first.
  "optional+computed, not configured (e.g. a security group's rules, a bucket policy, a key policy)": {
    ...DRIFTED,
    driftedCount: 3,
    drift: [
      {
        address: "lab_security_group.web",
        ...notInCode,
        severity: "critical",
        at: GROUP,
        changes: [
          {
            attribute: "ingress[0]",
            action: "create",
            effect: "kept",
            before: null,
            after: { cidr_blocks: ["0.0.0.0/0"], description: null, from_port: 22, protocol: "tcp", to_port: 22 },
          },
        ],
      },
      {
        address: "lab_bucket.logs",
        ...notInCode,
        severity: "critical",
        at: BUCKET,
        changes: [{ attribute: "policy", action: "create", effect: "kept", before: null, after: PUBLIC_READ }],
      },
      {
        address: "lab_role.app",
        ...notInCode,
        severity: "critical",
        at: ROLE,
        changes: [
          {
            attribute: "inline_policy[0]",
            action: "create",
            effect: "kept",
            before: null,
            after: { name: "all", policy: PUBLIC_READ },
          },
        ],
      },
    ],
  },

  "drift under `lifecycle.ignore_changes`": {
    ...CLEAN,
    drift: [
      {
        address: "lab_server.web",
        action: "update",
        remedy: "none",
        reason: "lifecycle_ignored",
        severity: "info",
        at: SERVER,
        changes: [
          {
            attribute: "size",
            action: "update",
            effect: "kept",
            before: "medium",
            after: "large",
            at: 'size            = "medium"',
          },
        ],
      },
    ],
  },

  "computed attribute that feeds an output": {
    ...CLEAN,
    drift: [
      {
        address: "lab_server.web",
        ...notInCode,
        severity: "info",
        at: SERVER,
        changes: [{ attribute: "status", action: "update", effect: "kept", before: "running", after: "stopped" }],
      },
    ],
    outputs: ["web_status"],
  },

  "computed attribute that feeds another resource": {
    ...CLEAN,
    drift: [
      {
        address: "lab_server.web",
        ...notInCode,
        severity: "info",
        at: SERVER,
        changes: [
          { attribute: "private_ip", action: "update", effect: "kept", before: "10.0.131.193", after: "10.9.9.9" },
        ],
      },
    ],
    pending: [{ address: "lab_bucket.logs", actions: ["update"], causedBy: "lab_server.web" }],
  },

  "object deleted outside": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_bucket.logs",
        action: "delete",
        remedy: "recreate",
        reason: "deleted_outside",
        severity: "critical",
        at: BUCKET,
        changes: [],
      },
    ],
  },

  "object deleted outside and removed from the code": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_bucket.logs",
        action: "delete",
        remedy: "none",
        reason: "deleted_outside",
        severity: "critical",
        at: null,
        changes: [],
      },
    ],
  },

  "code edited, nothing outside": { ...CLEAN, pending: [{ address: "lab_server.web", actions: ["update"] }] },

  "code adds a resource": { ...CLEAN, pending: [{ address: "lab_role.new", actions: ["create"] }] },

  "only an output edited": { ...CLEAN, outputs: ["static"] },

  "only a `moved` block": CLEAN,

  "both, same attribute": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_server.web",
        ...reverted,
        severity: "warning",
        at: SERVER,
        changes: [
          {
            attribute: "size",
            action: "update",
            effect: "conflict",
            before: "medium",
            after: "large",
            planned: "small",
            at: 'size            = "small"',
          },
        ],
      },
    ],
  },

  "both, code and cloud changed to the same value (converged)": {
    ...CLEAN,
    drift: [
      {
        address: "lab_server.web",
        action: "update",
        remedy: "none",
        reason: "converged",
        severity: "info",
        at: SERVER,
        changes: [
          {
            attribute: "size",
            action: "update",
            effect: "converged",
            before: "medium",
            after: "large",
            planned: "large",
            at: 'size            = "large"',
          },
        ],
      },
    ],
  },

  "one object cannot be read": {
    ...PARTIAL,
    driftedCount: 1,
    totalResources: 6,
    drift: [
      {
        address: "lab_database.main",
        ...reverted,
        severity: "warning",
        at: DATABASE,
        changes: [
          { attribute: "storage_gb", action: "update", effect: "reverted", before: 20, after: 99, planned: 20 },
        ],
      },
    ],
    unchecked: ["lab_bucket.logs"],
  },

  "cloud unreachable": { ...PARTIAL, unchecked: null },

  "object created outside": CLEAN,
};

/** Every shape that a drifted value can have (sections 2 and 3). */
export const SHAPES: Record<string, Expectation> = {
  "a sensitive attribute changed outside": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_database.main",
        ...reverted,
        severity: "critical",
        at: DATABASE,
        changes: [
          {
            attribute: "password",
            action: "update",
            effect: "reverted",
            ...HIDDEN,
            planned: "(sensitive)",
            sensitive: true,
            at: 'password    = "hunter2-initial"',
          },
        ],
      },
    ],
    secrets: ["hunter2-initial", "rotated-by-hand"],
  },

  "one key of a sensitive map changed outside": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_secret.app",
        ...reverted,
        severity: "critical",
        at: SECRET,
        changes: [
          {
            attribute: "data",
            action: "update",
            effect: "reverted",
            ...HIDDEN,
            planned: "(sensitive)",
            sensitive: true,
            at: 'data = { api_token = "token-initial", smtp_password = "mail-initial" }',
          },
        ],
      },
    ],
    secrets: ["token-initial", "token-stolen", "mail-initial"],
  },

  "a block of a set changed outside": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_firewall.edge",
        ...reverted,
        severity: "critical",
        at: FIREWALL,
        changes: [
          {
            attribute: "rule[0].source_ranges[0]",
            action: "update",
            effect: "reverted",
            before: "10.0.0.0/8",
            after: "0.0.0.0/0",
            planned: "10.0.0.0/8",
            at: '"10.0.0.0/8", "192.168.0.0/16"]',
          },
          {
            attribute: "rule[0].source_ranges[1]",
            action: "delete",
            effect: "reverted",
            before: "192.168.0.0/16",
            after: null,
            planned: "192.168.0.0/16",
            at: '"192.168.0.0/16"]',
          },
        ],
      },
    ],
  },

  "a block of a list changed outside": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_server.web",
        ...reverted,
        severity: "critical",
        at: SERVER,
        changes: [
          {
            attribute: "disk[0].encrypted",
            action: "update",
            effect: "reverted",
            before: true,
            after: false,
            planned: true,
            at: "encrypted = true",
          },
        ],
      },
    ],
  },

  "a single block removed outside": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_firewall.edge",
        ...reverted,
        severity: "warning",
        at: FIREWALL,
        changes: [
          {
            attribute: "logging",
            action: "delete",
            effect: "reverted",
            before: { enabled: true, retention_days: 30 },
            after: null,
            planned: { enabled: true, retention_days: 30 },
            at: "logging {",
          },
        ],
      },
    ],
  },

  "a default of the provider, not configured, changed outside": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_database.main",
        ...reverted,
        severity: "critical",
        at: DATABASE,
        changes: [
          {
            attribute: "deletion_protection",
            action: "update",
            effect: "reverted",
            before: true,
            after: false,
            planned: true,
          },
        ],
      },
    ],
  },

  "both, different resources": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_bucket.logs",
        ...reverted,
        severity: "warning",
        at: BUCKET,
        changes: [
          {
            attribute: "versioning",
            action: "update",
            effect: "reverted",
            before: true,
            after: false,
            planned: true,
            at: "versioning = true",
          },
        ],
      },
    ],
    pending: [{ address: "lab_server.web", actions: ["update"] }],
  },

  "both, different attributes of one resource": {
    ...CLEAN,
    drift: [
      {
        address: "lab_server.web",
        ...reverted,
        severity: "info",
        at: SERVER,
        changes: [
          {
            attribute: 'tags["env"]',
            action: "update",
            effect: "reverted",
            before: "prod",
            after: "dev",
            planned: "prod",
            at: 'env = "prod", team',
          },
        ],
      },
    ],
    pending: [{ address: "lab_server.web", actions: ["update"] }],
  },

  "a moved resource changed outside": {
    ...DRIFTED,
    drift: [
      {
        address: "lab_firewall.border",
        ...reverted,
        severity: "critical",
        at: 'resource "lab_firewall" "border"',
        changes: [
          {
            attribute: "default_action",
            action: "update",
            effect: "reverted",
            before: "deny",
            after: "allow",
            planned: "deny",
          },
        ],
      },
    ],
  },

  "no object can be read": {
    ...PARTIAL,
    unchecked: ["lab_database.main", "lab_firewall.edge", "lab_role.app", "lab_secret.app", "lab_security_group.web"],
  },

  // Terraform itself takes them for deleted: they are kept and shown, in a run that is no result.
  "an outage that is mistaken for deletions": {
    ...PARTIAL,
    driftedCount: 2,
    totalResources: 2,
    drift: [
      { address: "lab_role.app", at: ROLE },
      { address: "lab_secret.app", at: SECRET },
    ].map((gone) => ({
      ...gone,
      action: "delete",
      remedy: "recreate",
      reason: "deleted_outside",
      severity: "critical",
      changes: [],
    })),
    unchecked: ["lab_database.main", "lab_firewall.edge", "lab_security_group.web"],
  },
};

const POLICY =
  '{"Statement":[{"Action":"s3:DeleteObject","Effect":"Deny","Principal":"*","Resource":"*"}],"Version":"2012-10-17"}';

/** Drift in which nothing happened (section 3), and none at all. */
export const QUIET: Record<string, Expectation> = {
  "a rule shows up in its security group": {
    ...CLEAN,
    noiseCount: 1,
    totalResources: 8,
    drift: [
      {
        address: "lab_security_group.web",
        ...noise,
        at: GROUP,
        changes: [
          {
            attribute: "ingress[0]",
            action: "create",
            effect: "noise",
            before: null,
            after: { cidr_blocks: ["10.0.0.0/8"], description: null, from_port: 22, protocol: "tcp", to_port: 22 },
          },
        ],
      },
    ],
  },

  "a bucket policy shows up in its bucket": {
    ...CLEAN,
    noiseCount: 1,
    totalResources: 8,
    drift: [
      {
        address: "lab_bucket.logs",
        ...noise,
        at: BUCKET,
        changes: [{ attribute: "policy", action: "create", effect: "noise", before: null, after: POLICY }],
      },
    ],
  },

  "a role policy shows up in its role": {
    ...CLEAN,
    noiseCount: 1,
    totalResources: 8,
    drift: [
      {
        address: "lab_role.app",
        ...noise,
        at: ROLE,
        changes: [
          {
            attribute: "inline_policy[0]",
            action: "create",
            effect: "noise",
            before: null,
            after: { name: "no-delete", policy: POLICY },
          },
        ],
      },
    ],
  },

  "a clock ticks": { ...CLEAN, noiseCount: 1 },

  "the text of a JSON document is laid out anew": { ...CLEAN, noiseCount: 1 },

  // Terraform exits with 2: it would write null where there is an empty map.
  "an empty map for one that is not there": {
    ...CLEAN,
    noiseCount: 1,
    drift: [
      {
        address: "lab_role.app",
        ...noise,
        at: ROLE,
        changes: [{ attribute: "tags", action: "create", effect: "noise", before: null, after: {} }],
      },
    ],
  },

  "the blocks of a set in another order": CLEAN,
};
