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
  /** What the help says after the options. */
  readonly notes?: readonly string[];
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
  {
    name: "lock-timeout",
    value: "TIME",
    help: "How long to wait for a state lock that somebody else holds, e.g. 0s, 5m; default: 30s, a check not at all.",
  },
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
  { name: "review", help: "Only show what would be done, and do nothing." },
  { name: "list", help: "What was applied before, newest first; nothing is planned." },
  { name: "accept-state", help: "The state takes over what is there now; the cloud stays as it is." },
  { name: "include-pending", help: "Apply also what is in the plan because the code moved on." },
  { name: "allow-destroy", value: "ADDRESS", many: true, help: "The object of this resource may be lost." },
  { name: "ignore-changes", help: "Leave the attributes to others: add them to lifecycle.ignore_changes." },
  { name: "offer", value: "N", help: "Make the change that was offered elsewhere in the code under this number." },
  { name: "yes", help: "Do not ask. What loses objects or moves the code on needs its own flag all the same." },
  { name: "limit", value: "N", help: "At most so many runs (20; with --json all)." },
  { name: "print-prompt", help: "Print exactly what a model would be sent, and send nothing." },
  { name: "show-noise", help: "Show noise in full, not only by name." },
  { name: "config", value: "FILE", help: "Your configuration file; flags win over it." },
  { name: "verbose", help: "Say on standard error what is being done." },
  { name: "help", help: "This help." },
  { name: "version", help: "The version of this program." },
];

const EVERYWHERE = ["json", "data", "config", "verbose", "help"];
/** An apply takes the state lock anyway, and is for one root module. */
const APPLYING = ["binary", "workspace", "var-file", "var", "parallelism", "lock-timeout", "timeout"];
const RUNNING = [...APPLYING, "lock", "concurrency"];

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
  {
    name: "show",
    operands: "ID",
    summary: "One stored run, or what was applied (rec_…)",
    flags: ["format", "show-noise", ...EVERYWHERE],
  },
  {
    name: "reconcile",
    operands: "[DIR]",
    summary: "Put drift right in the root module DIR (default: here): plan, show, ask, apply exactly that plan",
    flags: [
      ...["target", "accept-state", "include-pending", "allow-destroy", "yes", "review", "list"],
      ...["project", ...APPLYING, ...EVERYWHERE],
    ],
    notes: [
      "Exit codes: 0 applied, and the check that follows found nothing left of it, or there was nothing to do;",
      "1 failed, refused or not verified; 2 applied, but something is left (with --review: there is something to do);",
      "64 wrong usage; 130 cancelled.",
    ],
  },
  {
    name: "accept",
    operands: "RUN ADDRESS [ATTRIBUTE…]",
    summary: "Write what is there now into the code, as RUN found it: show, ask, write, and check that it holds",
    flags: ["ignore-changes", "offer", "yes", "root", "project", ...APPLYING, ...EVERYWHERE],
    notes: [
      "What does not stand the check is put back.",
      "Exit codes: 0 written and verified; 1 failed or refused; 64 wrong usage; 130 cancelled.",
    ],
  },
  {
    name: "explain",
    operands: "[RUN] [ADDRESS…]",
    summary: "What happened, whether it matters and what can be done, of the newest run or of RUN",
    flags: ["print-prompt", "project", ...EVERYWHERE],
  },
  { name: "ignore", operands: "RUN ADDRESS", summary: "Ignore a resource in that run only", flags: EVERYWHERE },
  {
    name: "cancel",
    operands: "ID",
    summary: "Stop a running check, or have an apply (rec_…) begin nothing more",
    flags: EVERYWHERE,
  },
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
