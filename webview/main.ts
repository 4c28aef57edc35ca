/** The history panel's page. All of it comes from the host; it knows nothing but where in it the person is. */
import type { Events, Requests } from "../src/shared/protocol";
import { RpcClient } from "../src/shared/rpc";
import { registerControls } from "./controls";
import { startHistory } from "./historyApp";
import { readState } from "./pageState";

registerControls();
const page = document.getElementById("history");
if (page !== null) {
  const vscode = acquireVsCodeApi();
  const rpc = new RpcClient<Requests, Events>((message) => vscode.postMessage(message));
  window.addEventListener("message", ({ data }) => rpc.receive(data));
  startHistory(page, { rpc, state: readState(vscode.getState()), keep: (state) => vscode.setState(state) });
}
