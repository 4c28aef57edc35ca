/** The only file that knows where our controls come from, so that another library takes one file. */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from "@vscode/webview-ui-toolkit";
import { element } from "./dom";

/** Makes the elements known to the page; to be called once, before any of them is made. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing());
}

export interface BusyButton {
  readonly element: HTMLElement;
  /** While it is busy it says so, and pressing it does nothing. It keeps the focus, which a disabled one would lose. */
  setBusy(busy: boolean): void;
}

export interface ButtonWords {
  readonly idle: string;
  readonly busy: string;
}

export function busyButton(words: ButtonWords, onClick: () => void, isSecondary = false): BusyButton {
  const button = document.createElement("vscode-button");
  if (isSecondary) button.setAttribute("appearance", "secondary");
  let isBusy = false;
  const setBusy = (busy: boolean): void => {
    isBusy = busy;
    button.textContent = busy ? words.busy : words.idle;
    button.ariaBusy = String(busy);
    button.ariaDisabled = String(busy);
  };
  setBusy(false);
  button.addEventListener("click", () => {
    if (!isBusy) onClick();
  });
  return { element: button, setBusy };
}

/** A button that does not decide what the page is about. */
export function secondaryButton(label: string, onClick: () => void): HTMLElement {
  const button = document.createElement("vscode-button");
  button.setAttribute("appearance", "secondary");
  button.textContent = label;
  button.addEventListener("click", onClick);
  return button;
}

export interface Choice {
  /** Empty: whatever it is. */
  readonly value: string;
  readonly label: string;
}

export interface Dropdown {
  readonly element: HTMLElement;
  /** Changes nothing and tells nobody where it is as it was. */
  set(choices: readonly Choice[], value: string): void;
}

/** A choice with its label above it. */
export function dropdown(label: string, id: string, onChange: (value: string) => void): Dropdown {
  const select = document.createElement("vscode-dropdown") as HTMLElement & { value: string };
  select.id = id;
  select.setAttribute("aria-label", label);
  let shown = "";
  select.addEventListener("change", () => onChange(select.value));
  return {
    element: element("div", { class: "field" }, element("span", { "aria-hidden": "true" }, label), select),
    set(choices, value) {
      const wanted = JSON.stringify(choices);
      if (wanted !== shown) {
        select.replaceChildren(
          ...choices.map((choice) => {
            const option = document.createElement("vscode-option") as HTMLElement & { value: string };
            option.setAttribute("value", choice.value);
            option.textContent = choice.label;
            return option;
          }),
        );
      }
      shown = wanted;
      select.value = value;
    },
  };
}

/** Turns while something goes on of which nobody knows how far it is. */
export function progressRing(): HTMLElement {
  const ring = document.createElement("vscode-progress-ring");
  ring.setAttribute("aria-hidden", "true");
  return ring;
}
