/** Whether drift may be sent to a model: asked once for each workspace and each model. Knows nothing of VS Code. */
import { plural } from "../../shared/format";
import { visible } from "../../shared/formatValue";
import type { Permission, Sending } from "../history/historyHost";
import type { Notebook } from "./storedCredentials";

const ALLOWED = "terraformDrift.ai.allowed";
/** Models that are remembered, the newest. */
const REMEMBERED = 100;

/** How the person is asked. */
export interface ConsentDialogs {
  /** In a dialog that has to be answered; null: no. */
  ask(sending: Sending): Promise<"send" | "show" | null>;
  /** Opens all of it, to be read. */
  show(sending: Sending): Promise<void>;
}

export class Consent {
  constructor(
    /** Of the workspace. */
    private readonly notebook: Notebook,
    private readonly dialogs: ConsentDialogs,
  ) {}

  async maySend(sending: Sending): Promise<Permission> {
    const destination = JSON.stringify([sending.model, sending.address]);
    if (this.#allowed().includes(destination)) return "send";
    const answer = await this.dialogs.ask(sending);
    if (answer === "show") {
      await this.dialogs.show(sending);
      return "read";
    }
    if (answer === null) return "no";
    const others = this.#allowed().filter((one) => one !== destination);
    await this.notebook.update(ALLOWED, [...others, destination].slice(-REMEMBERED));
    return "send";
  }

  /** Asks again from now on. */
  async forget(): Promise<void> {
    await this.notebook.update(ALLOWED, undefined);
  }

  #allowed(): string[] {
    const value = this.notebook.get(ALLOWED);
    return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
  }
}

/** What goes where, in a few lines of plain text. */
export function sendingWords({ model, address, about, report }: Sending): string {
  const { resources, leftOut, hidden } = report;
  const rest = leftOut === 0 ? "" : `; ${plural(leftOut, "further resource")} left out for want of room`;
  return [
    `To: ${visible(model)}${address === null ? "" : `, ${visible(address)}`}`,
    `About: ${visible(about)}`,
    `Sent: ${plural(resources, "drifted resource")} with addresses, places in the code and changed values${rest}`,
    hidden.length === 0
      ? "Taken out as secrets: nothing"
      : `Taken out as secrets: values of ${plural(hidden.length, "changed attribute")}`,
  ].join("\n");
}
