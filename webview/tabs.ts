import type { PageWords } from "../src/shared/pageWords";
import { element } from "./dom";
import { type Tab, TABS } from "./pageState";

export interface Tabs {
  readonly list: HTMLElement;
  readonly panels: Readonly<Record<Tab, HTMLElement>>;
  show(tab: Tab): void;
}

/** Tabs as the pattern of the W3C has them: one stop of the Tab key, the arrow keys go from one to the other. */
export function tabs(words: PageWords, onShow: (tab: Tab) => void): Tabs {
  const buttons = TABS.map((tab) => {
    const button = element(
      "button",
      { type: "button", role: "tab", id: `tab-${tab}`, "aria-controls": `panel-${tab}`, class: "tab" },
      words[tab],
    );
    button.addEventListener("click", () => onShow(tab));
    return button;
  });
  const list = element("div", { class: "tabs", role: "tablist", "aria-label": words.title }, ...buttons);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    if (step === undefined || at === -1) return;
    const to = (at + step + TABS.length) % TABS.length;
    buttons[to]!.focus();
    onShow(TABS[to]!);
    event.preventDefault();
  });
  const panel = (tab: Tab): HTMLElement =>
    element("div", { role: "tabpanel", id: `panel-${tab}`, "aria-labelledby": `tab-${tab}`, class: `panel ${tab}` });
  const panels = { runs: panel("runs"), recurring: panel("recurring") };
  return {
    list,
    panels,
    show(shown) {
      TABS.forEach((tab, at) => {
        const isShown = tab === shown;
        panels[tab].hidden = !isShown;
        buttons[at]!.setAttribute("aria-selected", String(isShown));
        buttons[at]!.tabIndex = isShown ? 0 : -1;
      });
    },
  };
}
