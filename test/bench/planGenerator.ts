/** Writes plans of any size as Terraform's AWS provider would make them: every hundredth instance has drifted. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

const MODULES = 200;
const DRIFT_EVERY = 100;

const hex = (number: number, length: number) => number.toString(16).padStart(length, "0");

function tags(i: number) {
  return { CostCenter: `c${i % 99}`, Env: "prod", Name: `web-${i} “é”`, Team: `t${i % 20}` };
}

function rootBlockDevice(i: number) {
  return {
    delete_on_termination: true,
    device_name: "/dev/xvda",
    encrypted: true,
    iops: 3000,
    kms_key_id: `arn:aws:kms:us-east-1:123456789012:key/abcd-${i}`,
    tags: { Name: `root${i}` },
    throughput: 125,
    volume_id: `vol-${i}`,
    volume_size: 20 + (i % 80),
    volume_type: "gp3",
  };
}

function attributes(i: number) {
  const id = `i-${hex(i, 17)}`;
  const address = `10.0.${i % 255}.${(i >> 8) % 255}`;
  return {
    ami: `ami-0${hex(i, 15)}`,
    arn: `arn:aws:ec2:us-east-1:123456789012:instance/${id}`,
    associate_public_ip_address: i % 2 === 0,
    availability_zone: `us-east-1${"abc".charAt(i % 3)}`,
    capacity_reservation_specification: [{ capacity_reservation_preference: "open", capacity_reservation_target: [] }],
    cpu_core_count: 2,
    cpu_threads_per_core: 1,
    credit_specification: [{ cpu_credits: "standard" }],
    disable_api_stop: false,
    disable_api_termination: false,
    ebs_block_device: [],
    ebs_optimized: false,
    enclave_options: [{ enabled: false }],
    ephemeral_block_device: [],
    get_password_data: false,
    hibernation: false,
    host_id: "",
    iam_instance_profile: `profile-${i}`,
    id,
    instance_initiated_shutdown_behavior: "stop",
    instance_state: "running",
    instance_type: "t3.large",
    ipv6_address_count: 0,
    ipv6_addresses: [],
    key_name: "key",
    maintenance_options: [{ auto_recovery: "default" }],
    metadata_options: [
      {
        http_endpoint: "enabled",
        http_put_response_hop_limit: 2,
        http_tokens: "required",
        instance_metadata_tags: "disabled",
      },
    ],
    monitoring: false,
    network_interface: [],
    private_dns: `ip-${address.replaceAll(".", "-")}.ec2.internal`,
    private_ip: address,
    root_block_device: [rootBlockDevice(i)],
    security_groups: [],
    source_dest_check: true,
    subnet_id: `subnet-${i % 64}`,
    tags: tags(i),
    tags_all: tags(i),
    tenancy: "default",
    timeouts: null,
    user_data: `#!/bin/bash\necho "hello ${i}"\n${"yum install -y nginx\n".repeat(8)}`,
    user_data_base64: null,
    vpc_security_group_ids: ["sg-1", `sg-${i % 30}`],
  };
}

function identity(i: number) {
  const moduleAddress = `module.m${i % MODULES}`;
  return {
    address: `${moduleAddress}.aws_instance.web["k${i}"]`,
    module_address: moduleAddress,
    mode: "managed",
    type: "aws_instance",
    name: "web",
    index: `k${i}`,
    provider_name: "registry.terraform.io/hashicorp/aws",
  };
}

function stateResource(i: number) {
  const sensitive_values = { root_block_device: [{ tags: {} }], tags: {} };
  return { ...identity(i), schema_version: 1, values: attributes(i), sensitive_values };
}

const drifted = (i: number) => ({ ...attributes(i), instance_type: "t3.small" });

function change(i: number, action: "update" | "no-op", before: object, after: object) {
  const marks = { after_unknown: {}, before_sensitive: { tags: {} }, after_sensitive: { tags: {} } };
  return { ...identity(i), change: { actions: [action], before, after, ...marks } };
}

/** Applying puts back what drifted. */
function planned(i: number) {
  if (i % DRIFT_EVERY === 0) return change(i, "update", drifted(i), attributes(i));
  return change(i, "no-op", attributes(i), attributes(i));
}

function* joined(items: Iterable<string>): Generator<string> {
  let comma = "";
  for (const item of items) {
    yield comma + item;
    comma = ",";
  }
}

function* each(from: number, below: number, step: number, text: (i: number) => string): Generator<string> {
  for (let i = from; i < below; i += step) yield text(i);
}

function* rootModule(resources: number): Generator<string> {
  yield '{"root_module":{"child_modules":[';
  for (let module = 0; module < MODULES; module++) {
    yield `${module > 0 ? "," : ""}{"address":"module.m${module}","resources":[`;
    yield* joined(each(module, resources, MODULES, (i) => JSON.stringify(stateResource(i))));
    yield "]}";
  }
  yield "]}}";
}

function* planText(resources: number): Generator<string> {
  yield '{"format_version":"1.2","terraform_version":"1.11.4","variables":{},"planned_values":';
  yield* rootModule(resources);
  yield ',"resource_drift":[';
  yield* joined(each(0, resources, DRIFT_EVERY, (i) => JSON.stringify(change(i, "update", attributes(i), drifted(i)))));
  yield '],"resource_changes":[';
  yield* joined(each(0, resources, 1, (i) => JSON.stringify(planned(i))));
  yield '],"prior_state":{"format_version":"1.0","terraform_version":"1.11.4","values":';
  yield* rootModule(resources);
  yield '},"configuration":{"root_module":{"module_calls":{}}},"timestamp":"2026-01-01T00:00:00Z"';
  yield ',"applyable":true,"complete":true,"errored":false}';
}

/** 20,000 resources make about 180 MB. */
export async function writePlan(file: string, resources: number): Promise<void> {
  const output = createWriteStream(file, { mode: 0o600 });
  for (const text of planText(resources)) {
    if (!output.write(text)) await once(output, "drain");
  }
  output.end();
  await finished(output);
}
