/** What VS Code's log files say went wrong in the extension: nobody sees it in a test that passes, nor does a person. */
import * as fs from "node:fs";
import * as path from "node:path";

const ENTRY = /^(?=\d{4}-\d\d-\d\d[T ][\d:.]+Z? \[\w+\])/m;
const LEVEL = /^\S+(?: [\d:.]+)? \[(\w+)\]/;
const IS_ERROR = new Set(["error", "critical"]);
/** Our id, our commands, or code of ours in a stack: that of the tests too. */
const OURS = /terraform-?drift\.|\b(?:dist|out\/host\/[\w-]+)\/[\w.-]+\.js\b/i;
/** A call that the window gave up because it closes. */
const CLOSING = /: Cancell?ed$/;
const UNHANDLED = /unhandled|rejected promise not handled/i;

/** The entries of a log that are errors of ours, or promises that nobody waited for. */
export function errorsInLog(text: string): string[] {
  const isError = (entry: string): boolean => IS_ERROR.has(LEVEL.exec(entry)?.[1] ?? "") && OURS.test(entry);
  return text
    .split(ENTRY)
    .map((entry) => entry.trimEnd())
    .filter((entry) => UNHANDLED.test(entry) || (isError(entry) && !CLOSING.test(entry)));
}

/**
 * The same of all log files below a folder. Throws unless one of them says that our extension was activated: then it is the
 * extension host's, and nothing was looked for in the wrong place.
 */
export function errorsInLogs(folder: string): string[] {
  const files = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  const texts = files
    .filter((file) => file.endsWith(".log"))
    .map((file) => fs.readFileSync(path.join(folder, file), "utf8"));
  if (!texts.some((text) => /activateExtension\S* terraform-drift\.terraform-drift\b/i.test(text))) {
    throw new Error(`The logs in ${folder} do not say that the extension was activated: ${files.join(", ")}`);
  }
  return texts.flatMap(errorsInLog);
}
