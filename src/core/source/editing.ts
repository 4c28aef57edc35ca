/** Edits of Terraform code. Interfaces only: what implements them is loaded with `openEditing` of `import("./openSource")`. */
import type { EditResult } from "../textEdit";

export interface IgnoreChangesRequest {
  /** Only its ending counts: `.tf`, `.tofu`, `.tf.json`, `.tofu.json`. */
  fileName: string;
  /** The document as it stands in the editor. */
  text: string;
  /** The resource as it is called in its module: `aws_x.y`. */
  block: string;
  /** The attribute in our notation: `tags["Env"]`, `ingress[0].cidr_blocks[1]`. */
  path: string;
}

/** Nothing here throws or writes. */
export interface Editing {
  /**
   * Adds an attribute to `lifecycle.ignore_changes` of a resource. Numbers of list and set elements do not last, so that all of the
   * list is named. Refused where the edited text would not say so, or would be broken.
   */
  addIgnoreChanges(request: IgnoreChangesRequest): EditResult;
}
