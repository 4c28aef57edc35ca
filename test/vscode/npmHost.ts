/** Tests in the extension host of VS Code's server, with the workbench in a headless browser. */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Page } from "playwright-core";
import { launchChromium } from "./chromium";
import type { HostLaunch } from "./hostLaunch";
import { Server } from "./server";

export async function runInWorkbench(launch: HostLaunch): Promise<number> {
  const server = await Server.start(launch);
  try {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({
        viewport: { width: 1280, height: 800 },
        permissions: ["clipboard-read", "clipboard-write"],
      });
      return await runInPage(page, server, launch);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop({ logs: path.join(launch.artifacts, "logs") });
  }
}

async function runInPage(page: Page, server: Server, launch: HostLaunch): Promise<number> {
  const log: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    await page.exposeFunction("codeAutomationLog", (level: string, words: unknown[]) => {
      log.push(`${level}: ${words.join(" ")}`);
    });
    const exitCode = new Promise<number>((resolve, reject) => {
      const fail = (what: string) => (): void => reject(new Error(what));
      timer = setTimeout(fail(`VS Code did not end within ${launch.timeoutMs} ms.`), launch.timeoutMs);
      page.on("crash", fail("The workbench crashed."));
      void server.ended.then(fail("VS Code's server ended."));
      page
        .exposeFunction("codeAutomationExit", resolve)
        .then(() => page.goto(server.url(launch)))
        .catch(reject);
    });
    return await exitCode;
  } catch (error) {
    await page.screenshot({ path: path.join(launch.artifacts, "window.png") }).catch(() => undefined); // crashed
    throw error;
  } finally {
    clearTimeout(timer);
    fs.writeFileSync(path.join(launch.artifacts, "console.log"), log.join("\n"));
  }
}
