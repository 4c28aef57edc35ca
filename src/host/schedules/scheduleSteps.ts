/** Making and changing a schedule, step by step. Nothing is changed before the last step, and every step can be left. Knows nothing of VS Code. */
import type { DriftSchedules } from "../../core/service";
import { oneLine } from "../../shared/errors";
import { askInTurn, type Step as StepOf } from "../questions/askInTurn";
import { type Choice, mapped, problemOnly, type Questions, type Verdict } from "../questions/question";
import { nextWords, whenWords } from "./scheduleWords";

/** The times that are offered, by the names of their words. */
const PRESETS = {
  hourly: "0 * * * *",
  everySixHours: "0 */6 * * *",
  daily: "0 9 * * *",
  weekdays: "0 9 * * 1-5",
  weekly: "0 9 * * 1",
  monthly: "0 9 1 * *",
} as const;
const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];
type PresetName = keyof typeof PRESETS;

/** Chosen in place of a preset. */
const CUSTOM = "";
/** As the store has it. */
const LONGEST_LABEL = 200;
/** How many of the next runs are shown while somebody types. */
const SHOWN_AHEAD = 3;

/** The words of the questions, translated. */
export interface ScheduleWords {
  readonly root: string;
  readonly when: string;
  readonly presets: Readonly<Record<PresetName, string>>;
  readonly custom: string;
  readonly cron: string;
  readonly cronPrompt: string;
  readonly zone: string;
  readonly label: string;
  readonly labelTooLong: string;
}

/** What has been answered so far. */
export interface ScheduleAnswers {
  /** As in the root modules to choose from; undefined: none is chosen. */
  readonly rootId: string | undefined;
  /** Empty before it is chosen. */
  readonly cron: string;
  /** The person writes it. */
  readonly isCustom: boolean;
  readonly timezone: string;
  readonly label: string;
}

export interface ScheduleSources {
  readonly words: ScheduleWords;
  readonly questions: Questions;
  /** Asked for one where there are several; empty: it is not for the person to choose. */
  readonly roots: readonly Choice<string>[];
  readonly zones: readonly Choice<string>[];
  readonly preview: DriftSchedules["preview"];
  readonly now: () => Date;
}

type Step = StepOf<ScheduleAnswers>;

/** Null: the person thought better of it. */
export function askForSchedule(start: ScheduleAnswers, sources: ScheduleSources): Promise<ScheduleAnswers | null> {
  const steps = [rootStep(sources), whenStep(sources), cronStep(sources), zoneStep(sources), labelStep(sources)];
  return askInTurn(start, { steps: () => steps, back: (_, since) => since });
}

function rootStep({ words, questions, roots }: ScheduleSources): Step {
  return async (draft, page) => {
    const [first] = roots;
    if (first === undefined) return "skip";
    if (roots.length === 1 && draft.rootId === first.value) return "skip";
    const answer = await questions.pick({ ...page, title: words.root }, roots, draft.rootId);
    return mapped(answer, (rootId) => ({ ...draft, rootId }));
  };
}

function whenStep({ words, questions, preview, now }: ScheduleSources): Step {
  return async (draft, page) => {
    const presets = PRESET_NAMES.map(async (name): Promise<Choice<string>> => {
      const value = PRESETS[name];
      const next = await preview(value, draft.timezone, 1).then(
        (shown) => shown.next,
        () => [], // a time zone that this machine does not know: another one is chosen below
      );
      const description = next.map((iso) => nextWords(iso, draft.timezone, now())).join("");
      return { value, label: words.presets[name], description };
    });
    const isPreset = PRESET_NAMES.some((name) => PRESETS[name] === draft.cron) && !draft.isCustom;
    const custom = { value: CUSTOM, label: words.custom, description: isPreset ? "" : draft.cron };
    const current = isPreset ? draft.cron : draft.cron === "" ? undefined : CUSTOM;
    const answer = await questions.pick(
      { ...page, title: words.when },
      [...(await Promise.all(presets)), custom],
      current,
    );
    return mapped(answer, (cron) => ({
      ...draft,
      isCustom: cron === CUSTOM,
      cron: cron === CUSTOM ? draft.cron : cron,
    }));
  };
}

function cronStep(sources: ScheduleSources): Step {
  const { words, questions } = sources;
  return async (draft, page) => {
    if (!draft.isCustom) return "skip";
    const answer = await questions.text({
      ...page,
      title: words.cron,
      prompt: words.cronPrompt,
      placeholder: PRESETS.weekdays,
      value: draft.cron,
      isSecret: false,
      judge: (text) => cronVerdict(text, draft.timezone, sources),
    });
    return mapped(answer, (cron) => ({ ...draft, cron }));
  };
}

/** What a cron expression means and when it comes, or what is wrong with it. Never rejects. */
async function cronVerdict(text: string, timezone: string, { preview, now }: ScheduleSources): Promise<Verdict> {
  try {
    const { humanReadable, next } = await preview(text, timezone, SHOWN_AHEAD);
    const ahead = next.map((iso) => whenWords(iso, timezone, now())).join(", ");
    return { text: `${humanReadable} · next: ${ahead}`, isProblem: false };
  } catch (error) {
    return { text: oneLine(error), isProblem: true };
  }
}

function zoneStep({ words, questions, zones }: ScheduleSources): Step {
  return async (draft, page) => {
    const answer = await questions.pick({ ...page, title: words.zone }, zones, draft.timezone);
    return mapped(answer, (timezone) => ({ ...draft, timezone }));
  };
}

/** Says once more what will be made, in the time zone that was chosen. */
function labelStep(sources: ScheduleSources): Step {
  const { words, questions } = sources;
  return async (draft, page) => {
    const { cron, timezone } = draft;
    const answer = await questions.text({
      ...page,
      title: words.label,
      prompt: (await cronVerdict(cron, timezone, sources)).text,
      placeholder: "",
      value: draft.label,
      isSecret: false,
      judge: (text) => problemOnly(text.trim().length > LONGEST_LABEL ? words.labelTooLong : null),
    });
    return mapped(answer, (label) => ({ ...draft, label: label.trim() }));
  };
}
