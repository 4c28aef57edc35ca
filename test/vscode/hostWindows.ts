/** The windows in which the tests under test/host run. */
import { BASE_FOLDER } from "../lab/scenarios";
import { LabWorkspace } from "../lab/terraform";
import { driftedDemo } from "./demoWorkspace";
import { extremeRoots } from "./extremeRoots";
import { severalRoots } from "./severalRoots";

/** What is opened, in a place of its own. */
export interface HostWorkspace {
  /** The folder, or a `.code-workspace` file of several. */
  readonly dir: string;
  /** For VS Code, and so for Terraform. */
  readonly env: (overrides: Record<string, string>) => Record<string, string>;
  readonly dispose: () => void;
}

export interface HostWindow {
  /** Its tests are those in test/host/NAME. */
  readonly name: string;
  /** Makes what is opened, outside the repository: VS Code watches all of it. */
  readonly workspace: () => Promise<HostWorkspace>;
  /** False: restricted mode. */
  readonly trusted: boolean;
  /** Of the person; over the quiet ones of `quietSettings`. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export const HOST_WINDOWS: readonly HostWindow[] = [
  { name: "trusted", workspace: driftedDemo, trusted: true },
  { name: "troubled", workspace: driftedDemo, trusted: true },
  { name: "several", workspace: severalRoots, trusted: true },
  { name: "extreme", workspace: extremeRoots, trusted: true },
  { name: "restricted", workspace: () => LabWorkspace.prepare({ folder: BASE_FOLDER }), trusted: false },
];
