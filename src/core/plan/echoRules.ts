/**
 * Which resources show up inside others: a rule resource seen inside its security group, a policy resource inside its
 * role. What the parent then shows is an echo, and no drift of its own (design: semantics, section 3, noise).
 */

/** One relation. `link`: the sibling's attribute that names the parent, and the parent's attributes that may be named. */
export interface EchoRule {
  readonly parent: string;
  /** Top-level attribute of the parent in which the sibling shows. */
  readonly attribute: string;
  readonly sibling: string;
  readonly link: readonly [siblingAttribute: string, ...parentAttributes: string[]];
  /** Only siblings with these values. */
  readonly where?: Readonly<Record<string, string | boolean>>;
  /**
   * How the sibling explains what the parent shows:
   * "whole": it owns the attribute, and its own drift is reported on it;
   * "rule": a network rule, explained address by address;
   * a string: one element, recognised by the sibling's attribute of that name (alone, or under `memberKey`).
   */
  readonly explains: "whole" | "rule" | { readonly siblingKey: string; readonly memberKey?: string };
}

const S3 = (attribute: string, sibling: string): EchoRule => ({
  parent: "aws_s3_bucket",
  attribute,
  sibling: `aws_s3_bucket_${sibling}`,
  link: ["bucket", "id", "bucket"],
  explains: "whole",
});

const policyOf = (parent: string, sibling: string, siblingLink: string, ...parentLinks: string[]): EchoRule => ({
  parent,
  attribute: "policy",
  sibling,
  link: [siblingLink, ...parentLinks],
  explains: "whole",
});

export const ECHO_RULES: readonly EchoRule[] = [
  ...(["ingress", "egress"] as const).flatMap((direction): EchoRule[] => [
    ...["aws_security_group", "aws_default_security_group", "lab_security_group"].map((parent): EchoRule => ({
      parent,
      attribute: direction,
      sibling: parent.startsWith("lab_") ? "lab_security_group_rule" : "aws_security_group_rule",
      link: ["security_group_id", "id"],
      where: { type: direction },
      explains: "rule",
    })),
    {
      parent: "aws_security_group",
      attribute: direction,
      sibling: `aws_vpc_security_group_${direction}_rule`,
      link: ["security_group_id", "id"],
      explains: "rule",
    },
    {
      parent: "aws_network_acl",
      attribute: direction,
      sibling: "aws_network_acl_rule",
      link: ["network_acl_id", "id"],
      where: { egress: direction === "egress" },
      explains: { siblingKey: "rule_number", memberKey: "rule_no" },
    },
  ]),
  S3("versioning", "versioning"),
  S3("policy", "policy"),
  S3("acl", "acl"),
  S3("grant", "acl"),
  S3("logging", "logging"),
  S3("website", "website_configuration"),
  S3("cors_rule", "cors_configuration"),
  S3("lifecycle_rule", "lifecycle_configuration"),
  S3("replication_configuration", "replication_configuration"),
  S3("server_side_encryption_configuration", "server_side_encryption_configuration"),
  S3("acceleration_status", "accelerate_configuration"),
  S3("request_payer", "request_payment_configuration"),
  S3("object_lock_configuration", "object_lock_configuration"),
  policyOf("lab_bucket", "lab_bucket_policy", "bucket", "id", "name"),
  policyOf("aws_sqs_queue", "aws_sqs_queue_policy", "queue_url", "id", "url"),
  policyOf("aws_sns_topic", "aws_sns_topic_policy", "arn", "arn", "id"),
  policyOf("aws_kms_key", "aws_kms_key_policy", "key_id", "key_id", "id", "arn"),
  policyOf("aws_secretsmanager_secret", "aws_secretsmanager_secret_policy", "secret_arn", "arn", "id"),
  policyOf("aws_vpc_endpoint", "aws_vpc_endpoint_policy", "vpc_endpoint_id", "id"),
  policyOf("aws_backup_vault", "aws_backup_vault_policy", "backup_vault_name", "name", "id"),
  policyOf("aws_efs_file_system", "aws_efs_file_system_policy", "file_system_id", "id"),
  ...["aws_iam_role", "lab_role"].map((parent): EchoRule => ({
    parent,
    attribute: "inline_policy",
    sibling: `${parent}_policy`,
    link: ["role", "name", "id"],
    explains: { siblingKey: "name", memberKey: "name" },
  })),
  {
    parent: "aws_iam_role",
    attribute: "managed_policy_arns",
    sibling: "aws_iam_role_policy_attachment",
    link: ["role", "name", "id"],
    explains: { siblingKey: "policy_arn" },
  },
  {
    parent: "aws_instance",
    attribute: "ebs_block_device",
    sibling: "aws_volume_attachment",
    link: ["instance_id", "id"],
    explains: { siblingKey: "volume_id", memberKey: "volume_id" },
  },
  {
    parent: "aws_route_table",
    attribute: "route",
    sibling: "aws_route",
    link: ["route_table_id", "id"],
    explains: { siblingKey: "destination_cidr_block", memberKey: "cidr_block" },
  },
  {
    parent: "aws_rds_cluster",
    attribute: "cluster_members",
    sibling: "aws_rds_cluster_instance",
    link: ["cluster_identifier", "id", "cluster_identifier"],
    explains: { siblingKey: "identifier" },
  },
  {
    parent: "aws_autoscaling_group",
    attribute: "target_group_arns",
    sibling: "aws_autoscaling_attachment",
    link: ["autoscaling_group_name", "name", "id"],
    explains: { siblingKey: "lb_target_group_arn" },
  },
  {
    parent: "aws_vpc_endpoint",
    attribute: "route_table_ids",
    sibling: "aws_vpc_endpoint_route_table_association",
    link: ["vpc_endpoint_id", "id"],
    explains: { siblingKey: "route_table_id" },
  },
  {
    parent: "azurerm_virtual_network",
    attribute: "subnet",
    sibling: "azurerm_subnet",
    link: ["virtual_network_name", "name"],
    explains: { siblingKey: "name", memberKey: "name" },
  },
  {
    parent: "azurerm_network_security_group",
    attribute: "security_rule",
    sibling: "azurerm_network_security_rule",
    link: ["network_security_group_name", "name"],
    explains: { siblingKey: "name", memberKey: "name" },
  },
  {
    parent: "azurerm_route_table",
    attribute: "route",
    sibling: "azurerm_route",
    link: ["route_table_name", "name"],
    explains: { siblingKey: "name", memberKey: "name" },
  },
  {
    parent: "google_compute_instance",
    attribute: "attached_disk",
    sibling: "google_compute_attached_disk",
    link: ["instance", "id", "self_link", "name"],
    explains: { siblingKey: "disk", memberKey: "source" },
  },
];

/** Types that may show up inside others. */
export const ECHO_SIBLINGS: ReadonlySet<string> = new Set(ECHO_RULES.map((rule) => rule.sibling));

/** For each type that may show others, its attributes by which they name it. */
export const ECHO_PARENTS: ReadonlyMap<string, readonly string[]> = new Map(
  ECHO_RULES.map(({ parent }): [string, string[]] => [
    parent,
    [...new Set(ECHO_RULES.filter((rule) => rule.parent === parent).flatMap((rule) => rule.link.slice(1)))],
  ]),
);
