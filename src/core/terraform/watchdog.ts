import * as path from "node:path";
import { oneLine } from "../../shared/errors";
import { silentLog, type Log } from "../ports";
import { startProcess } from "./runner";
import { CHECK_GRACE, type Grace } from "./stopSteps";
import { TEMP_PREFIX } from "./tempFolder";

/**
 * What outlives us if we are killed, and then stops Terraform and removes the plan file. It learns of our end by the pipe
 * that it reads: the system closes it with us, however we go.
 */
export interface Watchdog {
  /** From now on this process group is to be stopped; null: none. */
  guard(pid: number | null): void;
  /** Sends it home. Dispose the temporary folder before. */
  dispose(): void;
}

/**
 * Over an apply: when we die, one interrupt has Terraform end what it has begun and save the state, for which it has an hour. Only
 * with `outputFolder`: through pipes Terraform would die of the first word that it says after us.
 */
export const APPLY_WATCHDOG_GRACE: Grace = { secondInterruptMs: 60 * 60_000, killMs: 60_000 };

/**
 * $1 folder, $2 what its path must begin with, $3 and $4 how long to wait after each interrupt, in tenths of a second; after the first
 * five seconds it looks only every second.
 * Words from the pipe: "group N", "done". Nothing from outside is ever part of the script's text. Process groups 0 and 1
 * are refused: to signal them would mean ourselves, or everybody. (dash knows "kill -s 0 -- -N", but not "kill -0 -- -N".)
 */
const SCRIPT = `
folder=$1 prefix=$2 group=0
while read -r word value; do
  case $word in
    group) group=$value ;;
    done) exit 0 ;;
  esac
done

alive() { kill -s 0 -- "-$group" 2>/dev/null; }
stop() {
  for tenths in "$@"; do
    kill -s INT -- "-$group" 2>/dev/null || return
    often=50
    while [ "$tenths" -gt 0 ] && alive; do
      if [ "$often" -gt 0 ]; then
        sleep 0.1
        often=$((often - 1)) tenths=$((tenths - 1))
      else
        sleep 1
        tenths=$((tenths - 10))
      fi
    done
  done
  kill -s KILL -- "-$group" 2>/dev/null
}
case $group in
  '' | 0 | 1 | *[!0-9]*) ;;
  *) stop "$3" "$4" ;;
esac

name=\${folder#"$prefix"}
case $name in
  "$folder" | '' | */* | *..*) exit 1 ;;
esac
[ -d "$folder" ] && [ ! -L "$folder" ] && rm -rf -- "$folder"
`;

const NO_WATCHDOG: Watchdog = { guard: () => undefined, dispose: () => undefined };

/**
 * Starts a watchdog over a folder made by `createTempFolder`. On Windows, or where there is no /bin/sh, there is none:
 * then leftovers are swept at the next start.
 */
export async function startWatchdog(
  folder: string,
  options: { grace?: Grace; log?: Log; platform?: NodeJS.Platform } = {},
): Promise<Watchdog> {
  const { grace = CHECK_GRACE, log = silentLog, platform = process.platform } = options;
  if (platform === "win32") return NO_WATCHDOG;
  const prefix = path.join(path.dirname(folder), `${TEMP_PREFIX}${process.pid}-`);
  const tenths = [grace.secondInterruptMs, grace.killMs].map((ms) => String(Math.ceil(Math.min(ms, 1e9) / 100)));
  const command = ["/bin/sh", "-c", SCRIPT, "terraform-drift-watchdog", folder, prefix, ...tenths];
  const env = { PATH: [process.env.PATH, "/usr/bin", "/bin"].filter((part) => part !== undefined).join(":") };
  try {
    const { child } = await startProcess(command, { cwd: "/", env, stdin: "pipe", output: "ignore", platform });
    const pipe = child.stdin!;
    pipe.on("error", (error) => log.debug(`The watchdog is gone: ${error.message}`));
    child.unref();
    return {
      guard: (pid) => void pipe.write(`group ${pid ?? 0}\n`),
      dispose: () => void pipe.end("done\n"),
    };
  } catch (error) {
    log.warn(`No watchdog: a plan file may be left behind if this process is killed. ${oneLine(error)}`);
    return NO_WATCHDOG;
  }
}
