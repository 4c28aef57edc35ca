import type * as vscode from "vscode";
import type { Log } from "../core/ports";

/** The output channel as the engine sees it: the person finds stacks there, and nowhere else. */
export function channelLog(channel: vscode.LogOutputChannel): Log {
  return {
    debug: (message) => channel.debug(message),
    info: (message) => channel.info(message),
    warn: (message) => channel.warn(message),
    error: (message, cause) => (cause === undefined ? channel.error(message) : channel.error(message, cause)),
  };
}
