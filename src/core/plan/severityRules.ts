/**
 * Which attributes matter for security, most specific first; the first row that fits decides. Attribute rows go by names
 * over all providers, type rows refine them (design: semantics, section 3).
 *
 * `attribute` is tested on the path in lower case with its indices left out: `ingress.cidr_blocks`, `metadata_options.http_tokens`.
 */

/** How a change is weighed by its direction. */
export type Weigh =
  | "any" // whatever changed
  | "off" // a protection: critical when it went from on to off, a warning when it came on
  | "on" // an exposure: critical when it went from off to on, a warning when it was closed
  | "opened" // a list of who may pass: critical when it grew or changed, a warning when it only shrank
  | "info" // never security
  | "ordinary"; // looks like security by its name and is not: weighed like any other attribute

export interface SeverityRule {
  /** Resource types; absent: all. */
  readonly types?: RegExp;
  readonly attribute: RegExp;
  readonly weigh: Weigh;
  /** What is at stake, to be read after "security:"; for the weights that say nothing about security, why. */
  readonly reason: string;
}

const ANY = /^/;

/** Rows on what only looks like security, or is security although it looks like a label. */
const EXCEPTIONS: readonly SeverityRule[] = [
  {
    types: /^kubernetes_/,
    attribute:
      /^metadata\.(labels|annotations)\.(pod-security\.kubernetes\.io|.*load-balancer|.*apparmor|.*seccomp|.*whitelist)/,
    weigh: "any",
    reason: "a label or annotation that Kubernetes enforces",
  },
  {
    attribute:
      /^((user_|terraform_|effective_|resource_|default_|freeform_|defined_|system_)?(tags|labels)(_all)?|tag|propagate_tags|tag_specifications|(effective_)?annotations|metadata\.(labels|annotations)|description|comments?|display_name)(\.|$)/,
    weigh: "info",
    reason: "labels and descriptions change nothing that runs",
  },
  {
    attribute: /(^|\.)(tags|labels|description)(\.|$)/,
    weigh: "info",
    reason: "labels and descriptions change nothing that runs",
  },
  {
    attribute:
      /(scaling|scale_\w+|retention|lifecycle|update|upgrade|restart|placement|backup|retry|cache|redrive|rollback|rollout|deployment|maintenance|eviction|image_pull|pull|concurrency|origin_request|response_headers|termination_grace|traffic|dns_config|snapshot|schedule|reclaim|timeout|allocation|routing|target_tracking|step|predictive|replacement|priority|instance_refresh|warm_pool|sync|cleanup|removal|rotation)_polic(y|ies)(_|\.|$)/,
    weigh: "ordinary",
    reason: "no access policy",
  },
  {
    attribute: /(polic(y|ies)|attachment)_(count|id|ids|name|names|type|url|version)(\.|$)|^policy_id$/,
    weigh: "ordinary",
    reason: "no access policy",
  },
  {
    types: /_(auto)?scaling_policy$|_lifecycle_policy$|_backup_policy/,
    attribute: ANY,
    weigh: "ordinary",
    reason: "no access policy",
  },
];

const AWS: readonly SeverityRule[] = [
  {
    types: /^aws_(vpc_security_group_(in|e)gress_rule|security_group_rule|network_acl_rule)$/,
    attribute: /^(?!(id|arn|tags_all|security_group_rule_id)$)/,
    weigh: "any",
    reason: "a network rule was changed",
  },
  {
    types: /^aws_(default_)?security_group$|^aws_(default_)?network_acl$/,
    attribute: /^(ingress|egress)(\.|$)/,
    weigh: "opened",
    reason: "network rules were opened or changed",
  },
  {
    types: /^aws_s3_(bucket|account)_public_access_block$/,
    attribute: /^(block|ignore|restrict)_/,
    weigh: "off",
    reason: "public access is no longer blocked",
  },
  { types: /^aws_s3_bucket_versioning$/, attribute: /status|mfa_delete/, weigh: "ordinary", reason: "versioning" },
  { types: /^aws_iam_account_password_policy$/, attribute: ANY, weigh: "any", reason: "the account's password policy" },
  {
    types: /^aws_iam_/,
    attribute:
      /(polic(y|ies)|permissions_boundary|roles?|users?|groups?|attach|max_session_duration|status|client_id_list|thumbprint_list|saml_metadata)/,
    weigh: "any",
    reason: "IAM permissions",
  },
  {
    types: /^aws_kms_key$/,
    attribute: /^(is_enabled|enable_key_rotation|key_usage|deletion_window)/,
    weigh: "off",
    reason: "a key was disabled or no longer rotates",
  },
  {
    types: /^aws_kms_(grant|external_key|alias)$/,
    attribute: /^(operations|grantee_principal|target_key_(id|arn)|constraints|enabled)/,
    weigh: "any",
    reason: "who may use a key",
  },
  {
    types: /^aws_cloudtrail$/,
    attribute: /^(enable_log(ging|_file_validation)|is_multi_region_trail|include_global_service_events)/,
    weigh: "off",
    reason: "audit logging was reduced",
  },
  {
    types: /^aws_cloudtrail$/,
    attribute: /^(s3_bucket_name|kms_key_id|event_selector|advanced_event_selector|cloud_watch_logs)/,
    weigh: "any",
    reason: "audit logging was changed",
  },
  {
    types:
      /^aws_(guardduty_detector|securityhub|inspector2|macie2|config_configuration_recorder|ebs_encryption_by_default)/,
    attribute: /enable|status|recording/,
    weigh: "any",
    reason: "a security service was switched",
  },
  {
    types: /^aws_(instance|launch_template|spot_instance_request)$/,
    attribute: /^metadata_options/,
    weigh: "any",
    reason: "access to instance metadata, and with it to the instance's credentials",
  },
  {
    types: /^aws_(instance|launch_template|launch_configuration|spot_instance_request)$/,
    attribute: /^(iam_instance_profile|user_data|key_name)/,
    weigh: "any",
    reason: "the credentials or the start script of an instance",
  },
  {
    types: /^aws_/,
    attribute: /^(associate_public_ip_address|map_public_ip_on_launch|assign_ipv6_address_on_creation)$/,
    weigh: "on",
    reason: "public addresses are given",
  },
  {
    types: /^aws_instance$/,
    attribute: /^source_dest_check$/,
    weigh: "off",
    reason: "the instance may forward foreign traffic",
  },
  {
    types: /^aws_lambda_(function_url|permission)$/,
    attribute: /^(authorization_type|principal|source_arn|source_account|cors|action|function_url_auth_type)/,
    weigh: "any",
    reason: "who may call a function",
  },
  {
    types: /^aws_(alb|lb)(_listener)?$/,
    attribute: /^(ssl_policy|certificate_arn|protocol|default_action|mutual_authentication)/,
    weigh: "any",
    reason: "how traffic is encrypted or routed",
  },
  { types: /^aws_(alb|lb|elb)$/, attribute: /^internal$/, weigh: "off", reason: "a load balancer faces the internet" },
  {
    types: /^aws_eks_cluster$/,
    attribute: /endpoint_private_access/,
    weigh: "off",
    reason: "access to the cluster's API",
  },
  {
    types: /^aws_eks_cluster$/,
    attribute: /(endpoint_public_access|public_access_cidrs|access_config|enabled_cluster_log_types|encryption_config)/,
    weigh: "any",
    reason: "access to the cluster's API, its encryption or audit log",
  },
  {
    types: /^aws_(db_instance|rds_cluster|neptune_cluster|docdb_cluster)$/,
    attribute: /^iam_database_authentication_enabled$/,
    weigh: "off",
    reason: "how people sign in to a database",
  },
  {
    types: /^aws_route(53_record)?$/,
    attribute:
      /^(records|alias|gateway_id|nat_gateway_id|network_interface_id|destination\w*|vpc_peering_connection_id)/,
    weigh: "any",
    reason: "where traffic goes",
  },
  {
    types: /^aws_cloudfront_distribution$/,
    attribute:
      /(viewer_protocol_policy|minimum_protocol_version|viewer_certificate|origin_access|trusted_(signers|key_groups)|web_acl_id|geo_restriction)/,
    weigh: "any",
    reason: "how visitors are let in and their traffic encrypted",
  },
  {
    types: /^aws_wafv?2?_/,
    attribute: /^(rule|default_action|scope|addresses|resource_arn)/,
    weigh: "any",
    reason: "a web firewall's rules",
  },
  {
    types: /^aws_ecr_repository$/,
    attribute: /image_tag_mutability/,
    weigh: "any",
    reason: "images can be replaced under their tags",
  },
  {
    types: /^aws_(ami_launch_permission|snapshot_create_volume_permission|ram_)/,
    attribute: ANY,
    weigh: "any",
    reason: "sharing with other accounts",
  },
];

const AZURE: readonly SeverityRule[] = [
  {
    types: /^azurerm_network_security_rule$/,
    attribute: /^(?!(id|name|resource_group_name)$)/,
    weigh: "any",
    reason: "a network rule was changed",
  },
  {
    types: /^azurerm_network_security_group$/,
    attribute: /^security_rule(\.|$)/,
    weigh: "opened",
    reason: "network rules were opened or changed",
  },
  {
    types: /^azurerm_(role_assignment|role_definition|user_assigned_identity|federated_identity_credential|pim_)/,
    attribute: /^(?!id$)/,
    weigh: "any",
    reason: "role assignments",
  },
  {
    types: /^azurerm_\w*firewall_\w*rule/,
    attribute: /^(?!(id|name)$)/,
    weigh: "any",
    reason: "a firewall rule was changed",
  },
  {
    types: /^azurerm_key_vault/,
    attribute:
      /^(access_policy|network_acls|enabled_for_|enable_rbac|rbac_authorization|secret_permissions|key_permissions|certificate_permissions)/,
    weigh: "any",
    reason: "who may read the vault",
  },
  {
    types: /^azurerm_/,
    attribute: /^(purge_protection_enabled|soft_delete_enabled)/,
    weigh: "off",
    reason: "deletion protection",
  },
  {
    types: /^azurerm_/,
    attribute:
      /(https_traffic_only_enabled|enable_https_traffic_only|https_only|disable_password_authentication|rbac_enabled|role_based_access_control_enabled|private_cluster_enabled|local_account_disabled|secure_boot_enabled|vtpm_enabled|encryption_at_host_enabled|double_encryption_enabled|threat_protection)/,
    weigh: "off",
    reason: "a protection was switched off",
  },
  {
    types: /^azurerm_/,
    attribute:
      /(allow_nested_items_to_be_public|allow_blob_public_access|shared_access_key_enabled|local_authentication_enabled|ftp_publish_basic|anonymous_pull_enabled|admin_enabled)/,
    weigh: "on",
    reason: "access was opened",
  },
  {
    types: /^azurerm_/,
    attribute:
      /(container_access_type|min(imum)?_tls_version|ip_restriction|network_rule(s|_set)|network_acls|authorized_ip_ranges|auditing_policy|identity(\.|$)|ftps_state|start_ip_address|end_ip_address|bypass$)/,
    weigh: "any",
    reason: "who may reach it, and how",
  },
  { types: /^azurerm_management_lock$/, attribute: ANY, weigh: "any", reason: "deletion protection" },
];

const GOOGLE: readonly SeverityRule[] = [
  {
    types: /^google_compute_(region_)?(firewall|security_policy|network_firewall_policy)/,
    attribute:
      /^(allow|deny|source_ranges|destination_ranges|source_tags|target_tags|source_service_accounts|target_service_accounts|rule|match|action)(\.|$)/,
    weigh: "opened",
    reason: "network rules were opened or changed",
  },
  {
    types: /^google_compute_firewall$/,
    attribute: /^(disabled|direction|priority|log_config)/,
    weigh: "any",
    reason: "a network rule was changed",
  },
  {
    types: /^google_\w*_iam_(policy|binding|member|audit_config)$/,
    attribute: /^(role|members?|policy_data|condition|audit_log_config|exempted_members)/,
    weigh: "any",
    reason: "IAM permissions",
  },
  {
    types: /^google_storage_bucket$/,
    attribute: /^uniform_bucket_level_access/,
    weigh: "off",
    reason: "access per object",
  },
  {
    types: /^google_storage_\w*(acl|access_control)$/,
    attribute: /^(role|entity|role_entity|predefined_acl|default_acl)/,
    weigh: "any",
    reason: "who may read the bucket",
  },
  {
    types: /^google_sql_database_instance$/,
    attribute: /(ip_configuration|database_flags|server_ca)/,
    weigh: "any",
    reason: "who may reach the database",
  },
  {
    types: /^google_container_(cluster|node_pool)$/,
    attribute:
      /(master_authorized_networks|private_cluster_config|enable_legacy_abac|master_auth|workload_identity|binary_authorization|network_policy|database_encryption|shielded|service_account|oauth_scopes|client_certificate)/,
    weigh: "any",
    reason: "access to the cluster",
  },
  {
    types: /^google_compute_(instance|project_metadata)/,
    attribute:
      /^(service_account|metadata(\.|$)|metadata_startup_script|shielded_instance_config|network_interface\.(access_config|ipv6_access_config))/,
    weigh: "any",
    reason: "the identity, keys or public address of an instance",
  },
  {
    types: /^google_compute_instance/,
    attribute: /^can_ip_forward$/,
    weigh: "on",
    reason: "the instance may forward foreign traffic",
  },
  {
    types: /^google_(service_account|kms_)/,
    attribute: /^(disabled|rotation_period|purpose|version_template|key_algorithm)/,
    weigh: "any",
    reason: "a key or service account",
  },
];

const KUBERNETES: readonly SeverityRule[] = [
  {
    types: /^kubernetes_(cluster_)?role(_v1)?$/,
    attribute: /^(rule|aggregation_rule)/,
    weigh: "any",
    reason: "permissions in the cluster",
  },
  {
    types: /^kubernetes_(cluster_)?role_binding(_v1)?$/,
    attribute: /^(subject|role_ref)/,
    weigh: "any",
    reason: "permissions in the cluster",
  },
  { types: /^kubernetes_network_policy/, attribute: /^spec/, weigh: "any", reason: "network rules" },
  {
    types: /^kubernetes_(secret|service_account|pod_security_policy|\w*webhook_configuration|certificate)/,
    attribute: /^(?!(id$|metadata))/,
    weigh: "any",
    reason: "secrets, identities and admission",
  },
  {
    types: /^kubernetes_service(_v1)?$/,
    attribute: /(^|\.)(type|load_balancer_source_ranges|external_ips|external_traffic_policy)$/,
    weigh: "any",
    reason: "who may reach the service",
  },
  {
    types: /^kubernetes_ingress/,
    attribute: /(tls|ingress_class|rule|backend)/,
    weigh: "any",
    reason: "who may reach the service",
  },
  {
    types: /^kubernetes_/,
    attribute:
      /(security_context|privileged|allow_privilege_escalation|run_as_|host_network|host_pid|host_ipc|host_path|capabilities|service_account|automount_service_account_token|seccomp|se_linux|read_only_root_filesystem)/,
    weigh: "any",
    reason: "privileges of a pod",
  },
];

/** Name patterns over all providers. */
const BY_NAME: readonly SeverityRule[] = [
  {
    attribute:
      /(^|\.)(block_public|ignore_public|restrict_public|prevent_public)\w*|public_access_prevention|(^|\.)\w*public_access_block/,
    weigh: "off",
    reason: "public access is no longer blocked",
  },
  {
    attribute:
      /(^|[._])public(ly)?([._]|$)(?!(key|ip|ips|dns|domain|zone|certificate|fqdn|hostname)(_|\.|$))|(^|\.)(is_)?public\w*access\w*|internet_facing|anonymous/,
    weigh: "on",
    reason: "public access",
  },
  {
    attribute: /(^|\.)(acl|grants?|access_control_list|predefined_acl)(\.|$)/,
    weigh: "any",
    reason: "who may read it",
  },
  {
    attribute:
      /deletion_protect\w*|delet(e|ion)_lock|(deletion|termination|delete|destroy)_protection\w*|disable_api_(termination|stop)|protect_from_(delet|scale)\w*|prevent_(destroy|deletion)|purge_protection/,
    weigh: "off",
    reason: "deletion protection",
  },
  {
    attribute:
      /(^|[._])(encrypt(ed|ion)?|at_rest_encryption|transit_encryption)(_enabled|_at_rest|_in_transit|\.enabled)?$|storage_encrypted|encryption_at_\w+|require_ssl|enforce_ssl|ssl_enforcement\w*|require_tls/,
    weigh: "off",
    reason: "encryption",
  },
  {
    attribute:
      /encrypt|(^|[._])kms(_|\.|$)|(^|[._])(ssl|tls)_(mode|policy|config\w*|version|min\w*)|min(imum)?_(tls|ssl|protocol)|customer_managed_key|cmek/,
    weigh: "any",
    reason: "encryption",
  },
  {
    attribute: /(^|\.)(ingress|egress|inbound|outbound|firewall|security)(_?(rules?|polic(y|ies)|rule_set))?(\.|$)/,
    weigh: "opened",
    reason: "network rules were opened or changed",
  },
  {
    attribute:
      /(^|[._])(cidrs?|cidr_(blocks?|ipv[46])|source_(ranges?|cidrs?|ips?|address\w*)|(allow|deny|white|block)(ed)?_?(list|cidrs?|ips?|ranges?|address\w*)|authorized_(networks|ip_ranges|cidrs?)|ip_(rules?|whitelist|allowlist|restrictions?|ranges?)|trusted_(ips?|networks|proxies)|ipv6_cidr_blocks?|prefix_list_ids?)(\.|$)|(^|[._])cidr/,
    weigh: "opened",
    reason: "network rules were opened or changed",
  },
  {
    attribute: /(vpc_)?security_groups?(_ids?|_names?)?(\.|$)|network_security_group_id|(^|\.)firewalls?(_ids?)?(\.|$)/,
    weigh: "any",
    reason: "which network rules apply",
  },
  {
    attribute:
      /assume_role|trust(ed)?_(polic|relationship|entit|principal|identit)\w*|permissions?(_boundary|_set|s)?(\.|$)|principals?(\.|$)|(^|[._])(iam|rbac)(_|\.|$)|(^|\.)(role_arn|execution_role\w*|task_role\w*|instance_profile\w*|service_account\w*|managed_identity\w*|service_role\w*)(\.|$)|managed_policy_arns/,
    weigh: "any",
    reason: "identities and permissions",
  },
  { attribute: /polic(y|ies)/, weigh: "any", reason: "an access policy" },
  {
    attribute:
      /passw(or)?d|passphrase|(^|[._])(secrets?|tokens?|credentials?)([._]|$)|(private|access|api|account|ssh|host|signing|authorized)_keys?(\.|$)|connection_strings?|(^|\.)key_name$/,
    weigh: "any",
    reason: "credentials",
  },
  {
    types: /(^|_)secrets?(_version|_v\d+)?$/,
    attribute: /^((plaintext_|secret_)?(data|values?)(_json|_wo)?|payload)(\.|$)/,
    weigh: "any",
    reason: "credentials",
  },
  {
    attribute: /(^|[._])default_actions?(\.|$)/,
    weigh: "any",
    reason: "what passes where no rule decides",
  },
  {
    attribute: /audit|(enable|access|flow)_logg?(ing|s)?(_enabled)?(\.|$)|log_file_validation|mfa/,
    weigh: "any",
    reason: "audit trail or second factor",
  },
];

export const SEVERITY_RULES: readonly SeverityRule[] = [
  ...EXCEPTIONS,
  ...AWS,
  ...AZURE,
  ...GOOGLE,
  ...KUBERNETES,
  ...BY_NAME,
];
