/** The windows in which the tests under test/host run. */
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace } from "../lab/terraform";
import { driftedDemo } from "./demoWorkspace";

export interface HostWindow {
  /** Its tests are those in test/host/NAME. */
  readonly name: string;
  /** Makes what is opened, outside the repository: VS Code watches all of it. */
  readonly workspace: () => Promise<LabWorkspace>;
  /** False: restricted mode. */
  readonly trusted: boolean;
  /** Of the person; over the quiet ones of `quietSettings`. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export const HOST_WINDOWS: readonly HostWindow[] = [
  { name: "trusted", workspace: driftedDemo, trusted: true },
  { name: "troubled", workspace: driftedDemo, trusted: true },
  { name: "restricted", workspace: () => LabWorkspace.prepare({ folder: BASE_FOLDER }), trusted: false },
];
