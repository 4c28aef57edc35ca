/** The workbench as a person sees it: VS Code in a browser, with the extension, over a workspace. */
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  type Browser,
  type BrowserContext,
  type ConsoleMessage,
  errors,
  type Frame,
  type FrameLocator,
  type Locator,
  type Page,
} from "playwright-core";
import { until } from "../terraform/surroundings";
import { launchChromium } from "../vscode/chromium";
import { errorsInLogs } from "../vscode/logErrors";
import { Server } from "../vscode/server";

export interface WorkbenchOptions {
  /** The folder that is opened. */
  readonly folder: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The packed extension to install; without it, the repository is run. */
  readonly vsix?: string;
}

/** Above what a check of the demo takes on a busy machine. */
const PATIENCE_MS = 60_000;
const PALETTE_MS = 1000;

/** What a page that is left gives up, and what the server from npm lacks: code-server's outer half with its service worker and icons, and a closed module of VS Code. */
const LACKING = /\/_static\/|\/vsda\/|\/update\/check|fetching the script|\(Canceled: Canceled\)/;
const OURS = /terraform-?drift|\/dist\/|Extension Host/i;

/** With which VS Code in a browser encrypts what is in secret storage; code-server's outer half would give it out. */
const SERVER_KEY = Buffer.alloc(32, 7);

/** Run in the browser: whether any of VS Code's databases has the text in a value. */
const STORED_SOMEWHERE = `async (text) => {
  const answer = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  for (const { name } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name));
    try {
      for (const store of database.objectStoreNames) {
        const values = await answer(database.transaction(store).objectStore(store).getAll());
        if (values.some((value) => typeof value === "string" && value.includes(text))) return true;
      }
    } finally {
      database.close();
    }
  }
  return false;
}`;

export class Workbench {
  /** What the console called an error, but for what the workbench says of itself. */
  readonly errors: string[] = [];

  #page: Page | undefined;

  private constructor(
    private readonly server: Server,
    private readonly browser: Browser,
    private readonly context: BrowserContext,
    private readonly address: string,
  ) {}

  /** For what is not worth a method here. */
  get page(): Page {
    if (this.#page === undefined) throw new Error("The workbench is not open.");
    return this.#page;
  }

  static async open({ folder, vsix, ...options }: WorkbenchOptions): Promise<Workbench> {
    const server = await Server.start(vsix === undefined ? options : { ...options, vsix });
    let browser: Browser | undefined;
    try {
      browser = await launchChromium();
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const address = server.url(vsix === undefined ? { folder, extension: path.resolve(".") } : { folder });
      const workbench = new Workbench(server, browser, context, address);
      await workbench.#openPage();
      return workbench;
    } catch (error) {
      await browser?.close();
      await server.stop();
      throw error;
    }
  }

  /** Closes the window and opens it again, as a person does the next morning: VS Code brings back what was open. */
  async restart(): Promise<void> {
    await this.page.close();
    await this.#openPage();
  }

  /** Waits until VS Code has stored a text in the browser, which it does some seconds after something changed. */
  async stored(text: string): Promise<void> {
    await until(() => this.page.evaluate<boolean>(`(${STORED_SOMEWHERE})(${JSON.stringify(text)})`));
  }

  /** The same in the window that is open. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor();
  }

  async #openPage(): Promise<void> {
    const page = await this.context.newPage();
    this.#page = page;
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => this.errors.push(error.stack ?? error.message));
    page.on("console", (message) => this.#read(message));
    await page.route("**/mint-key", (route) => route.fulfill({ body: SERVER_KEY }));
    await page.goto(this.address);
    await page.locator(".monaco-workbench .part.statusbar").waitFor();
  }

  /** Where the extension keeps the runs of the workspace, once it has made any. */
  storage(): string {
    return this.server.workspaceStorage("terraform-drift.terraform-drift");
  }

  /** Picks a colour theme by its name, and waits until it is there. */
  async chooseTheme(name: string, kind: "vs" | "vs-dark" | "hc-black" | "hc-light"): Promise<void> {
    await this.beginCommand("Preferences: Color Theme");
    await this.page.locator('.quick-input-widget input[aria-label^="Select Color Theme"]').waitFor();
    await this.#input.fill(name);
    await this.#rows.filter({ hasText: name }).first().click();
    await this.#input.waitFor({ state: "hidden" });
    await this.page.locator(`.monaco-workbench.${kind}`).waitFor();
  }

  /** Rejects if VS Code's logs tell of an error of ours. */
  async close(): Promise<void> {
    await this.browser.close();
    const logs = fs.mkdtempSync(path.join(tmpdir(), "drift-logs-"));
    try {
      await this.server.stop({ logs });
      const errors = errorsInLogs(logs);
      if (errors.length > 0) throw new Error(errors.join("\n"));
    } finally {
      fs.rmSync(logs, { recursive: true });
    }
  }

  /**
   * Picks a command in the palette by its whole title, category included; asks again until the extension has brought it. Says
   * when it was picked, as `Date.now`.
   */
  async runCommand(title: string): Promise<number> {
    const picked = await this.beginCommand(title);
    await this.#input.waitFor({ state: "hidden" });
    return picked;
  }

  /** The same for a command that goes on asking. */
  async beginCommand(title: string): Promise<number> {
    return this.#choose("F1", `>${title}`, title);
  }

  /** Opens a list by its key, types, and picks a row; all again where the row does not come, or the list goes while it is clicked. */
  async #choose(key: string, text: string, row: string): Promise<number> {
    const found = this.#rows.filter({ hasText: row }).first();
    for (;;) {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press(key);
      try {
        await this.#input.fill(text, { timeout: PALETTE_MS });
        await found.waitFor({ timeout: PALETTE_MS });
        const started = Date.now();
        await found.click({ timeout: PALETTE_MS });
        return started;
      } catch (error) {
        if (!(error instanceof errors.TimeoutError)) throw error;
        // A page that is loading swallows the key, the palette does not look again by itself, and what just closed takes the focus from it.
      }
    }
  }

  /** Picks an item of the context menu, which takes no click while it is opening. */
  async chooseInMenu(of: Locator, item: string): Promise<void> {
    await of.click({ button: "right" });
    const entry = this.page.getByRole("menuitem", { name: item, exact: true });
    await entry.waitFor();
    while (await entry.isVisible()) {
      await entry.click({ timeout: PALETTE_MS }).catch(() => undefined); // it was picked meanwhile
      await entry.waitFor({ state: "hidden", timeout: PALETTE_MS }).catch(() => undefined); // it took no notice: again
    }
  }

  /** Answers VS Code's own file dialog, which takes a moment to propose a name and to know a folder. */
  async saveAs(file: string): Promise<void> {
    const dialog = this.page.locator(".quick-input-widget", { hasText: "OK" });
    await dialog.waitFor();
    await until(async () => path.posix.extname(await this.#input.inputValue()) !== "");
    while (await dialog.isVisible()) {
      await this.#input.fill(file);
      await this.#input.press("Enter");
      await dialog.waitFor({ state: "hidden", timeout: PALETTE_MS }).catch(() => undefined); // it was not ready: again
    }
  }

  /** Opens a file of the workspace by its path in it. */
  async openFile(file: string): Promise<void> {
    await this.#choose("Control+P", file, path.posix.basename(file));
    await this.#input.waitFor({ state: "hidden" });
    await this.tab(path.posix.basename(file)).waitFor();
  }

  activityBarItem(name: string): Locator {
    return this.page.locator(`.part.activitybar a.action-label[aria-label^="${name}"]`);
  }

  /** The visible rows of a view in the side bar. */
  treeRows(view: string): Locator {
    return this.page.locator(`.part.sidebar .pane:has(.pane-header[aria-label^="${view}"]) [role="treeitem"]`);
  }

  statusBarItem(text: string): Locator {
    return this.page.locator(".part.statusbar .statusbar-item", { hasText: text });
  }

  tab(name: string): Locator {
    return this.page.getByRole("tab", { name });
  }

  /** The text of the editor that has the focus, and what is drawn over it: squiggles, lenses, decorations. */
  get editor(): Locator {
    return this.page.locator(".editor-group-container.active .monaco-editor");
  }

  get notificationBell(): Locator {
    return this.page.locator('.part.statusbar .statusbar-item[id="status.notifications"]');
  }

  notification(text: string): Locator {
    return this.page.locator(".notification-list-item", { hasText: text });
  }

  /** The inside of the webview that is shown: one frame is VS Code's, the one in it is the extension's page. */
  get webview(): FrameLocator {
    return this.page.locator("iframe.webview:visible").contentFrame().locator("iframe#active-frame").contentFrame();
  }

  /** The same as a frame, for what only frames can do. */
  async webviewFrame(): Promise<Frame> {
    const body = await this.webview.locator("body").elementHandle();
    const frame = await body.ownerFrame();
    if (frame === null) throw new Error("The webview is gone.");
    return frame;
  }

  /** Evidence, not compared: out/screenshots/NAME.png. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: path.resolve("out/screenshots", `${name}.png`) });
  }

  get #input(): Locator {
    return this.page.locator(".quick-input-widget input[type=text]");
  }

  get #rows(): Locator {
    return this.page.locator(".quick-input-list .monaco-list-row");
  }

  #read(message: ConsoleMessage): void {
    if (message.type() !== "error") return;
    const [text, { url }] = [message.text(), message.location()];
    const isWorkbench = LACKING.test(text + url) || (url.endsWith("/workbench.js") && !OURS.test(text));
    if (!isWorkbench) this.errors.push(`${text} (${url})`);
  }
}
