/** Every command and flag of the command line, as data: parsing and help come from it. */

export interface Flag {
  readonly name: string;
  /** What stands for the value in the help; absent: a switch. */
  readonly value?: string;
  readonly many?: boolean;
  readonly help: string;
}

export interface Command {
  /** One word, or two for one of a group: "schedule add". */
  readonly name: string;
  readonly operands: string;
  /** One line for the list of commands. */
  readonly summary: string;
  readonly flags: readonly string[];
}

export const FLAGS: readonly Flag[] = [
  { name: "json", help: "Print one JSON document, and nothing else, on standard output." },
  { name: "format", value: "FORMAT", help: "text (default), markdown, sarif or json." },
  { name: "data", value: "DIR", help: "Where runs are stored (or TERRAFORM_DRIFT_DATA)." },
  { name: "project", value: "NAME", help: "Name of the project; default: the repository's folder." },
  { name: "include", value: "GLOB", many: true, help: "Only these root modules, e.g. 'infra/*'." },
  { name: "exclude", value: "GLOB", many: true, help: "Not these root modules." },
  { name: "target", value: "ADDRESS", many: true, help: "Only these resources, and what they depend on." },
  {
    name: "threshold",
    value: "SEVERITY",
    help: "The mildest severity that counts: critical, warning (default) or info.",
  },
  {
    name: "binary",
    value: "PATH",
    help: "The Terraform or OpenTofu binary; default: terraform, else tofu, on the PATH.",
  },
  { name: "workspace", value: "NAME", help: "The Terraform workspace; default: the selected one." },
  { name: "var-file", value: "FILE", many: true, help: "Variables, as for terraform plan." },
  { name: "var", value: "NAME=VALUE", many: true, help: "One variable, as for terraform plan." },
  { name: "parallelism", value: "N", help: "How many resources Terraform reads at the same time (10)." },
  { name: "lock", help: "Take the state lock; a check writes nothing and does without by default." },
  { name: "timeout", value: "TIME", help: "For one root module, e.g. 90s, 15m (default), 1h." },
  { name: "concurrency", value: "N", help: "How many root modules are checked at the same time (2)." },
  { name: "root", value: "DIR", help: "The root module whose code belongs to it." },
  { name: "label", value: "TEXT", help: "What you call the schedule." },
  { name: "cron", value: "CRON", help: "Another time, as for schedule add." },
  {
    name: "timezone",
    value: "ZONE",
    help: "Of the IANA database, e.g. Europe/Berlin; default: this machine's.",
  },
  { name: "type", value: "WORD", help: "A word of your own for what the schedule is for (drift_check)." },
  { name: "enable", help: "Let it run from now on." },
  { name: "disable", help: "Keep it, but let it rest." },
  { name: "disabled", help: "Keep it, but let it rest until `schedule update ID --enable`." },
  { name: "jitter", value: "TIME", help: "How long after its time a check starts at most, e.g. 0, 30s (60s)." },
  { name: "limit", value: "N", help: "At most so many runs (20; with --json all)." },
  { name: "print-prompt", help: "Print exactly what a model would be sent, and send nothing." },
  { name: "show-noise", help: "Show noise in full, not only by name." },
  { name: "config", value: "FILE", help: "Your configuration file; flags win over it." },
  { name: "verbose", help: "Say on standard error what is being done." },
  { name: "help", help: "This help." },
  { name: "version", help: "The version of this program." },
];

const EVERYWHERE = ["json", "data", "config", "verbose", "help"];
const RUNNING = ["binary", "workspace", "var-file", "var", "parallelism", "lock", "timeout", "concurrency"];

export const COMMANDS: readonly Command[] = [
  {
    name: "check",
    operands: "[DIR…]",
    summary: "Check each root module under DIR (default: here) for drift",
    flags: ["format", "threshold", "target", "project", "include", "exclude", ...RUNNING, "show-noise", ...EVERYWHERE],
  },
  {
    name: "report",
    operands: "FILE|-",
    summary: "The same report from the output of `terraform show -json PLANFILE`",
    flags: ["root", "format", "threshold", "project", "show-noise", ...EVERYWHERE],
  },
  {
    name: "locate",
    operands: "[ADDRESS…]",
    summary: "Where resources are defined; without addresses every block",
    flags: ["root", ...EVERYWHERE],
  },
  {
    name: "history",
    operands: "[DIR]",
    summary: "Stored runs, newest first; with DIR those of its root modules",
    flags: ["limit", "project", ...EVERYWHERE],
  },
  { name: "show", operands: "RUN", summary: "One stored run", flags: ["format", "show-noise", ...EVERYWHERE] },
  {
    name: "explain",
    operands: "[RUN] [ADDRESS…]",
    summary: "What happened, whether it matters and what can be done, of the newest run or of RUN",
    flags: ["print-prompt", "project", ...EVERYWHERE],
  },
  { name: "ignore", operands: "RUN ADDRESS", summary: "Ignore a resource in that run only", flags: EVERYWHERE },
  { name: "cancel", operands: "RUN", summary: "Stop a running check", flags: EVERYWHERE },
  {
    name: "schedule list",
    operands: "[DIR]",
    summary: "Schedules of checks; with DIR those of its root modules",
    flags: ["project", ...EVERYWHERE],
  },
  {
    name: "schedule add",
    operands: "CRON [DIR]",
    summary: "Schedule checks of the root module DIR (default: here), e.g. '0 9 * * 1-5' or @daily",
    flags: ["label", "timezone", "type", "disabled", "project", "workspace", ...EVERYWHERE],
  },
  {
    name: "schedule update",
    operands: "ID",
    summary: "Change a schedule",
    flags: ["cron", "label", "timezone", "enable", "disable", ...EVERYWHERE],
  },
  { name: "schedule remove", operands: "ID", summary: "Remove a schedule; its runs stay", flags: EVERYWHERE },
  {
    name: "schedule run",
    operands: "[ID] [DIR…]",
    summary: "Check what is due under DIR (default: here) until Ctrl-C; with ID that one, now and once",
    flags: ["jitter", "format", "threshold", "project", "include", "exclude", ...RUNNING, "show-noise", ...EVERYWHERE],
  },
];

export const EXIT_CODES = { clean: 0, error: 1, drift: 2, usage: 64, cancelled: 130 } as const;
