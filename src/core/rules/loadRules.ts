import { open, realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pathGlob } from "./glob";
import { readRulesFile, type RulesRead } from "./rulesFile";
import { foldersUp, isWithin, RULES_FILE } from "./rulesFilePlace";

/** A larger one was not written by people, and is not read. */
const BYTES_AT_MOST = 1024 * 1024;

/**
 * All rules for one root module: the rules files from its folder up to `topDir` (the top of the repository), the nearest first. A file that cannot be
 * used is a problem, never an error. Rules that are for other root modules are left out.
 * `rootModuleId` is the root module as a run names it (`infra/prod@blue`); `rootModules` patterns may match that or the folder relative to `topDir`.
 */
export async function loadRules(rootModuleDir: string, topDir: string, rootModuleId: string): Promise<RulesRead> {
  const all: RulesRead = { rules: [], severityRules: [], problems: [] };
  const names = [rootModuleId, slashes(relative(topDir, rootModuleDir)) || "."];
  const isForUs = ({ rootModules }: { rootModules?: string[] | undefined }) =>
    rootModules === undefined || rootModules.some((pattern) => names.some(pathGlob(pattern)));

  for (const folder of foldersUp(rootModuleDir, topDir)) {
    const path = join(folder, RULES_FILE);
    const name = slashes(relative(topDir, path));
    const { text, problem } = await readBounded(path, topDir);
    if (problem !== null) all.problems.push({ file: name, line: 1, rule: null, message: problem });
    if (text === null) continue;
    const { rules, severityRules, problems } = readRulesFile(text, name);
    all.rules.push(...rules.filter(isForUs));
    all.severityRules.push(...severityRules.filter(isForUs));
    all.problems.push(...problems);
  }
  return all;
}

type Reading = { text: string; problem: null } | { text: null; problem: string | null };

/** The text of a rules file; no text and no problem when there is none. */
async function readBounded(path: string, topDir: string): Promise<Reading> {
  const failed = (problem: string): Reading => ({ text: null, problem: `${problem}; none of its rules applies.` });
  try {
    // A link out of the repository could show what is elsewhere on this machine, in the words of a problem.
    if (!isWithin(await realpath(path), await realpath(topDir)))
      return failed("The file is a link out of the repository");
    const status = await stat(path);
    if (!status.isFile()) return failed("It is not a file"); // opening a pipe would wait for ever
    if (status.size > BYTES_AT_MOST) return failed("The file is larger than 1 MB");
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(BYTES_AT_MOST), 0, BYTES_AT_MOST, 0);
      return { text: new TextDecoder("utf-8", { fatal: true }).decode(buffer.subarray(0, bytesRead)), problem: null };
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return { text: null, problem: null };
    if (code === "ELOOP") return failed("The file is a link that leads back to itself");
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return failed("The file is not UTF-8 text");
    return failed(`The file cannot be read (${code ?? "unknown reason"})`);
  }
}

function slashes(path: string): string {
  return path.split(sep).join("/");
}
