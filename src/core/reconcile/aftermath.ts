/** What may be left behind by an apply that did not end by itself. */
import { listed } from "../../shared/format";

const NAMED_AT_MOST = 5;

export interface Remains {
  /** Where the new state lies that Terraform could not store; null: it was stored. Undefined: it is lost. */
  readonly unstoredState: string | null | undefined;
  /** It was not given the time to end in order. */
  readonly isStoppedAtOnce: boolean;
  /** What was being changed, and never was said to be done. */
  readonly unfinished: readonly string[];
}

/** Null: nothing is left behind. */
export function aftermathOf({ unstoredState, isStoppedAtOnce, unfinished }: Remains): string | null {
  const sentences: string[] = [];
  if (unstoredState === undefined) {
    sentences.push("Terraform could store the new state nowhere, and it is lost: what was changed has to be imported.");
  } else if (unstoredState !== null) {
    sentences.push(
      `Terraform could not store the new state; it lies in ${unstoredState}. See to what hindered it, then run \`terraform state push\` with that file in the root module before anything else.`,
    );
  }
  if (isStoppedAtOnce) {
    const what = unfinished.length === 0 ? "Whatever it was changing" : listed(unfinished, NAMED_AT_MOST);
    sentences.push(
      `Terraform was stopped at once: ${what} may be half-made, or exist without the state knowing of it, and the state may still be locked.`,
      "Check again; if the state is locked and nobody else works on it, run `terraform force-unlock` with the id that Terraform names.",
    );
  }
  return sentences.length === 0 ? null : sentences.join(" ");
}
