/** `schedule list`, `add`, `update` and `remove`. */
import { DriftError } from "../shared/errors";
import { visible } from "../shared/formatValue";
import type { Schedule } from "../shared/schedule";
import { type Arguments, operandsOf } from "./arguments";
import { rootModuleAt, terminalLog } from "./engine";
import { aligned, print, printJson } from "./output";
import { insideOf, withService } from "./runs";
import { scheduleName, scheduleRows, slotWords, timeWords } from "./scheduleWords";

/** As many of the next runs are said. */
const NEXT_RUNS = 3;

export async function list(args: Arguments): Promise<number> {
  const [dir] = operandsOf(args, 0, 1);
  return withService(args, async (service, { project }) => {
    const all = await service.schedules.list(project === undefined ? {} : { projectId: project });
    const schedules = dir === undefined ? all : all.filter(insideOf(dir, project));
    if (args.flags.on("json")) return printJson({ schedules });
    await print(schedules.length === 0 ? none(all.length > 0) : table(schedules));
  });
}

function none(elsewhere: boolean): string {
  return elsewhere
    ? "There are no schedules for the root modules here. See all: terraform-drift schedule list\n"
    : "There are no schedules. Add one: terraform-drift schedule add '0 9 * * 1-5' [DIR]\n";
}

function table(schedules: readonly Schedule[]): string {
  const lines = aligned(scheduleRows(schedules, new Date()));
  const errors = schedules.flatMap(({ id, lastError }) => (lastError === null ? [] : [`${id}: ${visible(lastError)}`]));
  return `${[...lines, ...errors].join("\n")}\n`;
}

export async function add(args: Arguments): Promise<number> {
  const { operands, flags } = args;
  if (operands.length > 2) {
    const wayOut = "Put the cron expression in quotes: '0 9 * * 1-5'.";
    throw new DriftError("usage", "Usage: terraform-drift schedule add CRON [DIR].", wayOut);
  }
  const [cron = "", dir = "."] = operandsOf(args, 1, 2);
  return withService(args, async (service, preferences) => {
    const timezone = flags.text("timezone") ?? "";
    const { next } = await service.schedules.preview(cron, timezone, NEXT_RUNS);
    const root = await rootModuleAt(dir, preferences, terminalLog(flags.on("verbose")));
    const { projectId, workspaceId } = root;
    const type = flags.text("type");
    const schedule = await service.schedules.add({
      ...{ projectId, workspaceId, cron, timezone, label: flags.text("label") ?? "", enabled: !flags.on("disabled") },
      ...(type === undefined ? {} : { scheduleType: type }),
    });
    if (flags.on("json")) return printJson(schedule);
    await print(`Added ${schedule.id}: ${planWords(schedule, next)}`);
  });
}

export async function update(args: Arguments): Promise<number> {
  const [id = ""] = operandsOf(args, 1, 1);
  const { flags } = args;
  const [enable, disable] = [flags.on("enable"), flags.on("disable")];
  if (enable && disable) throw new DriftError("usage", "--enable and --disable contradict each other.");
  const [cron, label, timezone] = [flags.text("cron"), flags.text("label"), flags.text("timezone")];
  const change = {
    ...(cron === undefined ? {} : { cron }),
    ...(label === undefined ? {} : { label }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(enable || disable ? { enabled: enable } : {}),
  };
  if (Object.keys(change).length === 0) {
    const wayOut = "Give --cron, --timezone, --label, --enable or --disable.";
    throw new DriftError("usage", "Nothing is to be changed.", wayOut);
  }
  return withService(args, async (service) => {
    const schedule = await service.schedules.update(id, change);
    if (flags.on("json")) return printJson(schedule);
    const isPlanned = cron !== undefined || timezone !== undefined || enable;
    const plan = isPlanned ? await service.schedules.preview(schedule.cron, schedule.timezone, NEXT_RUNS) : null;
    await print(`Changed ${id}: ${planWords(schedule, plan?.next ?? [])}`);
  });
}

/** What was understood, so that it can be seen whether it is what was meant. */
function planWords(schedule: Schedule, next: readonly string[]): string {
  const { id, enabled, timezone } = schedule;
  return [
    `${scheduleName(schedule)}, ${timeWords(schedule)}.`,
    ...(next.length === 0 ? [] : [enabled ? "Next runs:" : "Once it is enabled, it runs at such times:"]),
    ...next.map((slot) => `  ${slotWords(slot, timezone)}`),
    enabled
      ? "It runs while `terraform-drift schedule run` goes on."
      : `It is disabled. To let it run: terraform-drift schedule update ${id} --enable`,
    "",
  ].join("\n");
}

export async function remove(args: Arguments): Promise<number> {
  const [id = ""] = operandsOf(args, 1, 1);
  return withService(args, async (service) => {
    const schedule = await service.schedules.get(id);
    await service.schedules.remove(id);
    if (args.flags.on("json")) await printJson({ success: true });
    else await print(`Removed ${id}: ${scheduleName(schedule)}, ${timeWords(schedule)}.\n`);
  });
}
