import assert from "node:assert/strict";
import type { Json } from "../../src/shared/model";
import { planDocument, reportOf } from "./planDocument";

type Row = [type: string, path: string, before: Json, after: Json, severity: string];

const rule = (port: number, cidr: string): Json => ({ from_port: port, to_port: port, cidr_blocks: [cidr] });

/** What the code does not set, unless the last column says what applying would do. */
const ROWS: Row[] = [
  // network
  ["aws_security_group", "ingress", [], [rule(22, "0.0.0.0/0")], "critical"],
  [
    "aws_security_group",
    "ingress",
    [rule(80, "10.0.0.0/8"), rule(22, "10.0.0.0/8")],
    [rule(80, "10.0.0.0/8")],
    "warning",
  ],
  ["aws_security_group_rule", "from_port", 443, 22, "critical"],
  ["aws_network_acl", "egress", [], [rule(1, "0.0.0.0/0")], "critical"],
  ["azurerm_network_security_rule", "source_address_prefix", "10.0.0.0/8", "*", "critical"],
  ["azurerm_network_security_group", "security_rule", [], [{ name: "x" }], "critical"],
  ["azurerm_mssql_firewall_rule", "end_ip_address", "1.2.3.4", "255.255.255.255", "critical"],
  ["google_compute_firewall", "source_ranges", ["10.0.0.0/8"], ["0.0.0.0/0"], "critical"],
  ["google_compute_firewall", "disabled", false, true, "critical"],
  ["kubernetes_network_policy", "spec", [{ a: 1 }], [{ a: 2 }], "critical"],
  ["some_cloud_thing", "allowed_cidrs", [], ["0.0.0.0/0"], "critical"],
  ["some_cloud_thing", "cidr_block", "10.0.0.0/16", "10.0.0.0/8", "critical"],
  ["digitalocean_firewall", "inbound_rule", [], [{ port: 22 }], "critical"],
  ["aws_instance", "vpc_security_group_ids", ["sg-1"], ["sg-2"], "critical"],
  // policies, identities
  ["aws_s3_bucket", "policy", "{}", '{"a":1}', "critical"],
  ["aws_kms_key", "policy", "{}", '{"a":1}', "critical"],
  ["aws_iam_role", "assume_role_policy", "{}", '{"a":1}', "critical"],
  ["aws_iam_role", "managed_policy_arns", [], ["arn:aws:iam::aws:policy/AdministratorAccess"], "critical"],
  ["aws_iam_user_group_membership", "groups", [], ["admins"], "critical"],
  ["azurerm_role_assignment", "role_definition_name", "Reader", "Owner", "critical"],
  ["azurerm_key_vault", "access_policy", [], [{ object_id: "x" }], "critical"],
  ["google_project_iam_binding", "members", [], ["allUsers"], "critical"],
  ["kubernetes_cluster_role", "rule", [], [{ verbs: ["*"] }], "critical"],
  ["kubernetes_role_binding", "subject", [], [{ name: "x" }], "critical"],
  ["aws_instance", "iam_instance_profile", "a", "b", "critical"],
  ["aws_lambda_permission", "principal", "s3.amazonaws.com", "*", "critical"],
  // public access
  ["aws_db_instance", "publicly_accessible", false, true, "critical"],
  ["aws_db_instance", "publicly_accessible", true, false, "warning"],
  ["aws_s3_bucket_public_access_block", "block_public_acls", true, false, "critical"],
  ["aws_s3_bucket_public_access_block", "block_public_acls", false, true, "warning"],
  ["google_storage_bucket", "public_access_prevention", "enforced", "inherited", "critical"],
  ["google_storage_bucket", "uniform_bucket_level_access", true, false, "critical"],
  ["azurerm_storage_account", "allow_nested_items_to_be_public", false, true, "critical"],
  ["azurerm_storage_account", "public_network_access_enabled", false, true, "critical"],
  ["azurerm_storage_container", "container_access_type", "private", "blob", "critical"],
  ["aws_s3_bucket_acl", "acl", "private", "public-read", "critical"],
  ["lab_bucket", "public", false, true, "critical"],
  ["aws_instance", "public_ip", "1.1.1.1", "2.2.2.2", "info"],
  ["azurerm_linux_virtual_machine", "public_ip_address", "1.1.1.1", "2.2.2.2", "info"],
  // encryption, credentials, protection
  ["aws_ebs_volume", "encrypted", true, false, "critical"],
  ["aws_ebs_volume", "encrypted", false, true, "warning"],
  ["aws_db_instance", "storage_encrypted", true, false, "critical"],
  ["aws_s3_bucket", "server_side_encryption_configuration", [{ rule: 1 }], [], "critical"],
  ["aws_s3_bucket", "kms_master_key_id", "a", "b", "critical"],
  ["aws_kms_key", "enable_key_rotation", true, false, "critical"],
  ["azurerm_storage_account", "min_tls_version", "TLS1_2", "TLS1_0", "critical"],
  ["azurerm_storage_account", "https_traffic_only_enabled", true, false, "critical"],
  [
    "google_sql_database_instance",
    "settings",
    [{ ip_configuration: [{ require_ssl: true }] }],
    [{ ip_configuration: [{ require_ssl: false }] }],
    "critical",
  ],
  ["aws_db_instance", "password", "a", "b", "critical"],
  ["google_compute_instance", "metadata", { "ssh-keys": "a" }, { "ssh-keys": "b" }, "critical"],
  ["aws_db_instance", "deletion_protection", true, false, "critical"],
  ["aws_db_instance", "deletion_protection", false, true, "warning"],
  ["aws_instance", "disable_api_termination", true, false, "critical"],
  ["azurerm_key_vault", "purge_protection_enabled", true, false, "critical"],
  ["aws_instance", "metadata_options", [{ http_tokens: "required" }], [{ http_tokens: "optional" }], "critical"],
  ["aws_cloudtrail", "enable_logging", true, false, "critical"],
  ["kubernetes_deployment", "spec", [{ privileged: false }], [{ privileged: true }], "critical"],
  // labels and what only sounds like security
  ["aws_instance", "tags", { Env: "a" }, { Env: "b" }, "info"],
  ["aws_instance", "tags", { policy: "a" }, { policy: "b" }, "info"],
  ["google_compute_instance", "labels", { a: "1" }, { a: "2" }, "info"],
  ["aws_security_group", "description", "a", "b", "info"],
  ["aws_appautoscaling_policy", "target_tracking_scaling_policy_configuration", [{ a: 1 }], [{ a: 2 }], "info"],
  ["azurerm_storage_account", "retention_policy", [{ days: 1 }], [{ days: 2 }], "info"],
  ["kubernetes_deployment", "restart_policy", "Always", "Never", "info"],
  ["aws_iam_policy", "attachment_count", 1, 2, "info"],
  ["aws_instance", "instance_state", "running", "stopped", "info"],
];

describe("severity", () => {
  for (const [type, attribute, before, after, severity] of ROWS) {
    it(`${severity}: ${type}.${attribute} ${JSON.stringify(before)} → ${JSON.stringify(after)}`, async () => {
      const plan = await reportOf(
        planDocument([{ type, recorded: { [attribute]: before }, actual: { [attribute]: after }, code: {} }]),
      );
      const [resource] = plan.driftedResources;
      assert.equal(resource?.severity, severity, resource?.severityReason);
      assert.ok(resource.severityReason.startsWith(attribute));
    });
  }

  it("is a warning where applying would put an ordinary attribute back, and stays info for labels", async () => {
    const plan = await reportOf(
      planDocument([
        { recorded: { size: "s" }, actual: { size: "l" }, planned: { size: "s" }, code: { size: {} } },
        {
          recorded: { tags: { A: "1" } },
          actual: { tags: { A: "2" } },
          planned: { tags: { A: "1" } },
          code: { tags: {} },
        },
      ]),
    );
    assert.deepEqual(
      plan.driftedResources.map(({ address, severity }) => `${address} ${severity}`),
      ["aws_thing.r0 warning", "aws_thing.r1 info"],
    );
  });

  it("is info for a converged security attribute: the code's owner decided so", async () => {
    const plan = await reportOf(
      planDocument([
        {
          recorded: { deletion_protection: true },
          actual: { deletion_protection: false },
          code: { deletion_protection: { constant_value: false } },
        },
      ]),
    );
    assert.equal(plan.driftedResources[0]?.severity, "info");
  });

  it("says that a port was opened to the world", async () => {
    const plan = await reportOf(
      planDocument([
        { type: "aws_security_group", recorded: { ingress: [] }, actual: { ingress: [rule(22, "0.0.0.0/0")] } },
      ]),
    );
    assert.match(plan.driftedResources[0]!.severityReason, /open to the world \(0\.0\.0\.0\/0\)/);
  });

  for (const [type, attribute, actual, isOpen] of [
    ["azurerm_network_security_rule", "source_address_prefix", "*", true],
    ["azurerm_network_security_rule", "source_address_prefixes", ["10.0.0.0/8", "Internet"], true],
    ["google_storage_bucket_iam_binding", "members", ["user:a@example.com", "allUsers"], true],
    ["kubernetes_cluster_role", "rule", [{ verbs: ["*"] }], false],
  ] as const) {
    it(`says ${isOpen ? "" : "not "}of ${type}.${attribute} with ${JSON.stringify(actual)} that it is open to the world`, async () => {
      const plan = await reportOf(
        planDocument([{ type, recorded: { [attribute]: null }, actual: { [attribute]: actual as Json } }]),
      );
      assert.equal(plan.driftedResources[0]!.severity, "critical");
      assert.equal(plan.driftedResources[0]!.severityReason.includes("open to the world"), isOpen);
    });
  }

  it("does not name a secret value, but says that it is open to the world", async () => {
    const plan = await reportOf(
      planDocument([
        {
          type: "google_compute_firewall",
          recorded: { source_ranges: ["10.0.0.0/8"] },
          actual: { source_ranges: ["0.0.0.0/0"] },
          sensitive: { source_ranges: true },
        },
      ]),
    );
    assert.match(plan.driftedResources[0]!.severityReason, /open to the world$/);
  });

  it("puts what is open to the world before all else of its severity", async () => {
    const plan = await reportOf(
      planDocument([
        { type: "aws_s3_bucket", name: "a", recorded: { policy: "{}" }, actual: { policy: '{"a":1}' } },
        {
          type: "aws_security_group",
          name: "z",
          recorded: { ingress: [] },
          actual: { ingress: [rule(22, "0.0.0.0/0")] },
        },
      ]),
    );
    assert.deepEqual(
      plan.driftedResources.map(({ address }) => address),
      ["aws_security_group.z", "aws_s3_bucket.a"],
    );
  });
});
