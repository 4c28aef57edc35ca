/** What "Ignore Always" may write: never wider than what the person was shown. Pure. */
import type { RootModule } from "../../core/local/rootModule";
import { projectPath } from "../../core/report/codePlace";
import { isWithin } from "../../core/rules/rulesFilePlace";
import { parseAddress } from "../../core/source/address";
import type { ResourceRef } from "../tree/driftNode";

/** Addresses and attributes as they are, not yet as patterns. */
export interface IgnoreScope {
  readonly address: string;
  /** All instances of one block; patterns for its address cover them. */
  readonly isAllInstances: boolean;
  /** What drifted of it; undefined where only the whole resource makes sense. */
  readonly attributes: readonly string[] | undefined;
}

/**
 * The scope of what a command was called with: one resource, or instances of one block. Null where it is neither (a block in several
 * instances of a module): then the person has to choose one.
 */
export function ignoreScope(refs: readonly ResourceRef[]): IgnoreScope | null {
  const addresses = [...new Set(refs.map(({ resource }) => resource.address))];
  const bases = [...new Set(addresses.map(withoutKey))];
  const address = addresses.length === 1 ? addresses[0] : bases.length === 1 ? bases[0] : undefined;
  if (address === undefined) return null;
  const attributes = refs.flatMap(({ resource, change }) =>
    change === null ? resource.changes.map((one) => one.attribute) : [change.attribute],
  );
  const isGone = refs.some(({ resource }) => resource.action === "delete");
  return {
    address,
    isAllInstances: addresses.length > 1,
    attributes: isGone || attributes.length === 0 ? undefined : [...new Set(attributes)],
  };
}

/** `module.a["x"].aws_y.z["k"]` without its own key; keys of modules stay. */
function withoutKey(address: string): string {
  for (let at = address.indexOf("["); at !== -1; at = address.indexOf("[", at + 1)) {
    const kind = parseAddress(address.slice(0, at))?.kind;
    if (kind !== undefined && kind !== "module") return address.slice(0, at);
  }
  return address;
}

/** How far a rule about one root module reaches. */
export interface RuleReach {
  /** What limits the rule to that root module; undefined: nothing has to. */
  readonly rootModule: string | undefined;
  /** Other Terraform workspaces of its folder are covered too: a rule can name any but the default one. */
  readonly isEveryWorkspace: boolean;
}

/** `others`: root modules that may have the same addresses; `folder`: the rules file's, which applies to all below it. */
export function ruleReach(root: RootModule, others: readonly RootModule[], folder: string): RuleReach {
  const isNamed = root.workspaceId !== projectPath(root);
  const hasSiblings = others.some(({ dir, workspaceId }) => dir === root.dir && workspaceId !== root.workspaceId);
  if (isNamed && hasSiblings) return { rootModule: root.workspaceId, isEveryWorkspace: false };
  const isShared = others.some(({ dir }) => dir !== root.dir && isWithin(dir, folder));
  const isAlone = folder === root.dir && !isShared;
  return { rootModule: isAlone ? undefined : projectPath(root), isEveryWorkspace: hasSiblings };
}
