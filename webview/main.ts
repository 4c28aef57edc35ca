/** The report's page. All of it comes from the host; it knows nothing but how far it was scrolled and what was unfolded. */
import type { Events, PageWords, Report, Requests } from "../src/shared/protocol";
import { RpcClient } from "../src/shared/rpc";
import { type BusyButton, busyButton, registerControls } from "./controls";
import { element, filled } from "./dom";
import { type PageState, readState, withList } from "./pageState";
import { overview, rootView } from "./rootView";

const SCROLL_SETTLES_MS = 150;

function start(page: HTMLElement): void {
  const vscode = acquireVsCodeApi();
  const rpc = new RpcClient<Requests, Events>((message) => vscode.postMessage(message));
  let state = readState(vscode.getState());
  let button: BusyButton | undefined;
  let words: PageWords | undefined;
  const keep = (next: PageState): void => {
    state = next;
    vscode.setState(state);
  };

  const problem = element("p", { class: "problem", role: "alert" });
  const attempt = async <Result>(work: Promise<Result>): Promise<Result | null> => {
    try {
      problem.textContent = "";
      return await work;
    } catch (error) {
      problem.textContent = filled(words?.failed ?? "{0}", error instanceof Error ? error.message : String(error));
      return null;
    }
  };

  const content = element("div");
  const drawHeader = ({ words }: Report): BusyButton => {
    const made = busyButton({ idle: words.checkAgain, busy: words.checking }, () => void attempt(rpc.request("check")));
    page.replaceChildren(element("header", {}, element("h1", {}, words.title), made.element), problem, content);
    return made;
  };
  const draw = (report: Report): void => {
    words = report.words;
    button ??= drawHeader(report); // once: drawn anew, the button would lose the focus
    button.setBusy(report.checking);
    const roots = report.roots.map((root) =>
      rootView(root, {
        words: report.words,
        openCode: ({ place }) => void attempt(rpc.request("openCode", { place })),
        more: async (list, from) => (await attempt(rpc.request("more", { list, from }))) ?? [],
        isOpen: (list) => state.open.includes(list),
        setOpen: (list, isOpen) => keep(withList(state, list, isOpen)),
      }),
    );
    const goTo = (at: number): void => {
      const heading = roots[at]?.querySelector<HTMLElement>("h2");
      heading?.scrollIntoView();
      heading?.focus({ preventScroll: true });
    };
    const several = roots.length > 1 ? [overview(report.roots, goTo)] : [];
    content.replaceChildren(...several, ...roots);
  };

  let settling: number | undefined;
  window.addEventListener("scroll", () => {
    window.clearTimeout(settling);
    settling = window.setTimeout(() => keep({ ...state, scroll: window.scrollY }), SCROLL_SETTLES_MS);
  });
  window.addEventListener("message", ({ data }) => rpc.receive(data));
  rpc.on("report", draw);
  rpc.on("checking", (checking) => button?.setBusy(checking));
  void attempt(rpc.request("ready")).then((report) => {
    if (report === null) return;
    draw(report);
    window.scrollTo(0, state.scroll);
  });
}

registerControls();
const page = document.getElementById("report");
if (page !== null) start(page);
