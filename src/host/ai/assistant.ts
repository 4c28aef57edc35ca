/** What the window needs of models. */
import type * as vscode from "vscode";
import type { AiBackend } from "../../core/ai/backend";
import type { Log } from "../../core/ports";
import type { Permission, Sending } from "../history/historyHost";
import type { DriftState } from "../state/driftState";
import type { TextDocuments } from "./textDocuments";

export interface Assistant {
  /** The model that the settings choose; null: none, or none may be asked here. Rejects as `openBackend` does. */
  model(): Promise<AiBackend | null>;
  /** Whether something may be sent: asks the person, unless they allowed that model for this workspace before. */
  maySend(sending: Sending): Promise<Permission>;
  /** Forgets what was allowed in this workspace. */
  forgetConsent(): Promise<void>;
  /** Leads through choosing a model. Nothing is changed before its last step. */
  setUp(): Promise<void>;
  /** Asks for the key of the server that the settings name. */
  setKey(): Promise<void>;
  /** Forgets the key of a server, or that the person signs in there. */
  clearKey(): Promise<void>;
  chat(
    request: vscode.ChatRequest,
    stream: vscode.ChatResponseStream,
    token: vscode.CancellationToken,
  ): Promise<vscode.ChatResult>;
  /** What a tool answers. */
  tool(name: ToolName, input: unknown): Promise<string>;
}

export const TOOLS = ["terraform-drift_list_drift", "terraform-drift_get_resource"] as const;
export type ToolName = (typeof TOOLS)[number];

export interface AssistantWindow {
  readonly secrets: vscode.SecretStorage;
  readonly workspaceState: vscode.Memento;
  readonly globalState: vscode.Memento;
  readonly state: DriftState;
  readonly texts: TextDocuments;
  readonly log: Log;
}
