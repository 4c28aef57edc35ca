/** The only file that knows where our controls come from, so that another library takes one file. */
import { provideVSCodeDesignSystem, vsCodeButton } from "@vscode/webview-ui-toolkit";

export interface BusyButton {
  readonly element: HTMLElement;
  /** While it is busy it says so, and pressing it does nothing. It keeps the focus, which a disabled one would lose. */
  setBusy(busy: boolean): void;
}

/** Makes the elements known to the page; to be called once, before any of them is made. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton());
}

export function busyButton(labels: { idle: string; busy: string }, onClick: () => void): BusyButton {
  const button = document.createElement("vscode-button");
  let isBusy = false;
  const setBusy = (busy: boolean): void => {
    isBusy = busy;
    button.textContent = busy ? labels.busy : labels.idle;
    button.ariaBusy = String(busy);
    button.ariaDisabled = String(busy);
  };
  setBusy(false);
  button.addEventListener("click", () => {
    if (!isBusy) onClick();
  });
  return { element: button, setBusy };
}
