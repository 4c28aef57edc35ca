/** Where things stand in the Terraform code. Interfaces only: what implements them is loaded by `import("./openSource")`. */
import type { Json } from "../../shared/model";
import type { TextEdit } from "../textEdit";

/** A stretch of one file; lines and columns from 1, columns in UTF-16 units as editors count them. The end is exclusive. */
export interface Place {
  /** Relative to the root module, with "/"; may start with "../". */
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** Something that an attribute's value comes from. */
export interface Feed {
  /** What the place belongs to: `module.a.var.x`, `local.x`; of an argument the block that it stands in: `module.a`, `aws_x.y`. */
  address: string;
  place: Place;
}

/** An actual value that the code is to say. */
export interface ActualValue {
  /** In our notation: `tags["Env"]`, `ingress[0].cidr_blocks[1]`; of list elements the actual index, of those that are gone the recorded one. */
  path: string;
  /** The same in the code, where the plan counts blocks in another order (`codePathOf`); absent: `path`. */
  codePath?: string | null;
  /** Recorded in the state; null where it was absent. What the code says now is not always the same. */
  before: Json;
  /** Null with `action` "delete": the code is to say nothing any more. */
  after: Json;
  action: "update" | "create" | "delete";
}

/** A file as it is and as it is to be. */
export interface FileChange {
  /** Relative to the root module, with "/"; may start with "../". */
  file: string;
  before: string;
  edits: TextEdit[];
  after: string;
}

/** A change of the code that decides more than the one resource. */
export interface CodeOffer {
  /** In words, as the end of a sentence: "the default of var.size (variables.tf:3)". */
  what: string;
  /** What else is decided by it: addresses and attributes, "module.b" …; empty: nothing else. */
  usedBy: string[];
  /** The paths that it settles. */
  paths: string[];
  files: FileChange[];
}

/** What became of the values that the code is to say. */
export interface Acceptance {
  /** All of them together are one change; empty where nothing could be accepted. */
  files: FileChange[];
  accepted: string[];
  /** One sentence each, with the place that decides it where there is one. */
  refused: { path: string; reason: string; place: Place | null }[];
  offers: CodeOffer[];
}

/** What a block declares; other top-level blocks (`provider`, `terraform`, `moved` …) are not located. */
export type BlockKind = "resource" | "data" | "ephemeral" | "module" | "variable" | "output";

export interface SourceBlock {
  /** As Terraform writes it, without instance keys: `module.a.aws_x.y`, `module.a.data.aws_x.y`, `module.a`, `var.x`, `output.x`. */
  address: string;
  kind: BlockKind;
  /** The header: from the keyword to the last label. */
  place: Place;
}

/** Something in the code that could not be read or followed. */
export interface SourceProblem {
  /** File or directory, relative to the root module with "/"; "." is the root module itself. */
  file: string;
  line: number | null;
  /** One sentence without the file's name. */
  message: string;
}

export interface SourceOptions {
  /** Which of `.tf` and `.tofu` counts where both stand side by side. Default: terraform. */
  tool?: "terraform" | "tofu";
  /** `TF_DATA_DIR`, relative to the root module or absolute. Default: `.terraform`. */
  dataDirectory?: string;
}

/**
 * The code reachable from one root module, as it was when each file was first asked for: open a new one after a change.
 * It holds no resources to be released. Nothing here throws: what cannot be found is null, and `problems` says why.
 */
export interface Source {
  /** The header of the block that declares it; instance keys are ignored. Null: not in the code, or not reachable. */
  block(address: string): Place | null;
  /**
   * Where the code says an attribute of a resource: the deepest node that the code has on that path, an expression deciding
   * everything below it. The place covers the whole argument (`name = value`), object element, or the header of a nested block.
   * Blocks and list elements are counted in the order of the file, which for sets is not the provider's order.
   * Null: the code does not say it. An override file's word goes first, so the file may differ from the block's.
   */
  attribute(address: string, path: string): Place | null;
  /** `lifecycle.ignore_changes`: "all" or references as written (`tags["Env"]`), [] when there are none. Null: no such resource in the code. */
  ignoreChanges(address: string): "all" | string[] | null;
  /**
   * What the expression that decides this attribute refers to, and what that refers to in turn, origins first: `var.x` of a called
   * module is the argument of the call that sets it, then the variable's block; `each` and `count` are the block's `for_each` and
   * `count`; other blocks are their headers, outputs of modules are followed. [] when it refers to nothing or is not in the code.
   */
  feeding(address: string, path: string): Feed[];
  /** Whether the code decides this attribute by an expression in which nothing is computed. */
  isLiteral(address: string, path: string): boolean;
  /**
   * How the code is to be changed so that it says what is there now, for one resource instance. Only literals of the resource's own block are
   * accepted; what is decided elsewhere is refused, with an offer where one literal elsewhere decides it. `varFiles`: those that
   * Terraform is given beside its own, relative to the root module or absolute; `vars`: variables set in no file.
   */
  accept(
    address: string,
    values: readonly ActualValue[],
    given?: { varFiles?: readonly string[]; vars?: readonly string[] },
  ): Acceptance;
  /** For what is in a module: the headers of the module blocks that call it, outermost first, as far as they are in the code. */
  calls(address: string): Place[];
  /** Every located block of all modules reachable from the root, in the order of files and lines, a module's blocks after its caller's. */
  blocks(): SourceBlock[];
  /** Every file of all modules reachable from the root, each once; relative to the root module, with "/". */
  files(): string[];
  /** Reads all that is reachable, and says what could not be. */
  problems(): SourceProblem[];
}
