/** A bad week for the shop: what happened behind Terraform's back, in the order in which it is told. */
import { type LabObject, type LabWorkspace, set } from "../terraform";

export interface DriftStep {
  what: string;
  /** Of the resource in whose report the step shows. */
  address: string;
  apply: (workspace: LabWorkspace) => void;
}

const named = (name: string) => (object: LabObject) => object.name === name;

const SSH_FROM_ANYWHERE = {
  from_port: 22,
  to_port: 22,
  protocol: "tcp",
  cidr_blocks: ["0.0.0.0/0"],
  description: "temporary, remove on Monday",
};

const PUBLIC_READ = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:lab:s3:::shop-prod-assets/*" }],
});

export const DEMO_DRIFT: DriftStep[] = [
  {
    what: "Somebody opened port 22 to the world, in rules that the code leaves to others",
    address: "lab_security_group.web",
    apply: (workspace) =>
      workspace.edit("lab_security_group", set({ ingress: [SSH_FROM_ANYWHERE] }), named("shop-prod-web")),
  },
  {
    what: "A bucket was made public through its policy, which the code does not set either",
    address: "lab_bucket.assets",
    apply: (workspace) => workspace.edit("lab_bucket", set({ policy: PUBLIC_READ }), named("shop-prod-assets")),
  },
  {
    what: "The database lost its deletion protection during a migration, and its password was rotated by hand",
    address: "lab_database.main",
    apply: (workspace) =>
      workspace.edit("lab_database", set({ deletion_protection: false, password: "rotated-in-the-console" })),
  },
  {
    what: "A service's bucket was deleted",
    address: 'module.service["reports"].lab_bucket.data',
    apply: (workspace) => workspace.edit("lab_bucket", () => null, named("shop-prod-reports-data")),
  },
  {
    what: "A web server was resized by hand on a busy day",
    address: "lab_server.web[1]",
    apply: (workspace) => workspace.edit("lab_server", set({ size: "large" }), named("shop-prod-web-1")),
  },
  {
    what: "The firewall's rule for administrators was widened",
    address: "lab_firewall.edge",
    apply: (workspace) => workspace.edit("lab_firewall", widenAdministration),
  },
  {
    what: "A tag was changed",
    address: "lab_network.main",
    apply: (workspace) =>
      workspace.edit("lab_network", (network) => ({
        ...network,
        tags: { ...(network.tags as LabObject), team: "networking" },
      })),
  },
  {
    what: "The autoscaler resized the worker, as the code allows",
    address: "lab_server.worker",
    apply: (workspace) => workspace.edit("lab_server", set({ size: "large" }), named("shop-prod-worker")),
  },
  {
    what: "Backups were written: a bucket is bigger than it was",
    address: "lab_bucket.backups",
    apply: (workspace) => workspace.edit("lab_bucket", set({ size_bytes: 73_400_320 }), named("shop-prod-backups")),
  },
  {
    what: "The database's clock ticked",
    address: "lab_database.main",
    apply: (workspace) => workspace.edit("lab_database", set({ _clock: true })),
  },
  {
    what: "A policy came back from the cloud laid out anew",
    address: "lab_role.web",
    apply: (workspace) => workspace.edit("lab_role", reformatPolicy),
  },
  {
    what: "A change of the code waits to be applied: secrets are to be rotated every month (no drift)",
    address: "lab_secret.shop",
    apply: (workspace) => workspace.code("rotation_days = 90", "rotation_days = 30", "database.tf"),
  },
];

function widenAdministration(firewall: LabObject): LabObject {
  const rules = firewall.rule as LabObject[];
  return {
    ...firewall,
    rule: rules.map((rule) => (rule.port === 22 ? { ...rule, source_ranges: ["198.51.0.0/16"] } : rule)),
  };
}

function reformatPolicy(role: LabObject): LabObject {
  return { ...role, assume_role_policy: JSON.stringify(JSON.parse(role.assume_role_policy as string), null, 2) };
}
