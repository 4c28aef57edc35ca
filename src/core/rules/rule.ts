import * as z from "zod";
import { severity } from "../../shared/model";

/**
 * One rule as it stands in the file, and the file as a whole. `media/terraform-drift.schema.json` is made from these schemas;
 * a unit test compares the two (and says how to write the file anew).
 */

/** Longer patterns, and more rules of one kind in a file, are refused: they are no rules of people. */
const PATTERN_LENGTH = 500;
export const RULES_AT_MOST = 1000;

const pattern = z
  .string("must be a pattern in quotes")
  .regex(/\S/, "must not be empty")
  .max(PATTERN_LENGTH, `must not be longer than ${PATTERN_LENGTH} characters`);

const reason = z
  .string("must be a text in quotes")
  .regex(/\S/, "must not be empty")
  .max(2000, "must not be longer than 2000 characters");

const list = (description: string, examples: string[][]) =>
  z
    .array(pattern, "must be a list of patterns")
    .min(1, "must name at least one pattern")
    .optional()
    .meta({ description, examples });

const address = pattern.meta({
  description:
    'Which resources: an address as Terraform prints it, with wildcards. "*" matches any run of characters within one segment (dots separate segments, except within ["…"]), "?" one character, "**" anything; "**." at the start of a segment any number of whole segments, also none. Brackets and quotes match themselves. An address without an instance key covers all instances of the resource; keys of modules must be matched (module.net[*].**). "module.a" alone does not cover what is in the module, "module.a.**" does.',
  examples: [
    "aws_instance.web",
    "aws_instance.*",
    "module.*.aws_security_group.web[*]",
    'module.net["eu"].**',
    "**.aws_instance.web",
  ],
});

const ATTRIBUTES =
  'Which attributes, in Terraform\'s notation, with the same wildcards as addresses. A pattern also covers everything below it: "tags" covers tags["Env"], "ingress" covers ingress[0].cidr_blocks[1].';
const ATTRIBUTE_EXAMPLES = [["tags"], ['tags["Env"]'], ["ingress[*].cidr_blocks", "egress"]];

const rootModules = list(
  'Which root modules the rule is for: their folders, relative to the top of the repository ("." for the top itself), with wildcards; "/" separates; `infra@prod` names one Terraform workspace of it. Without it, all root modules at or below the folder of this file.',
  [["infra/*"], ["**/prod"]],
);

export const ignoreRuleSchema = z
  .strictObject({
    address,
    attributes: list(
      `${ATTRIBUTES} Without it, the rule covers the whole resource, deletion and replacement too. With it, the rule never silences a deletion or a replacement, and a resource counts as ignored only if each of its changed attributes is covered by some rule.`,
      ATTRIBUTE_EXAMPLES,
    ),
    reason: reason.meta({ description: "Why this drift is accepted. It is shown beside what is ignored." }),
    author: z
      .string("must be a text in quotes")
      .max(200, "must not be longer than 200 characters")
      .optional()
      .meta({ description: "Who decided so." }),
    until: z.iso
      .date("must be a day of the calendar, as YYYY-MM-DD")
      .optional()
      .meta({
        description:
          "The last day (UTC) on which the rule applies. After it the drift counts again, and the rule is reported as expired.",
        examples: ["2027-01-31"],
        patternErrorMessage: "A day of the calendar, as YYYY-MM-DD.",
      }),
    rootModules,
  })
  .meta({ description: "Drift that is accepted. It stays visible, in a group of its own, with the reason." });

export const severityRuleSchema = z
  .strictObject({
    address: address.optional(),
    attributes: list(
      `${ATTRIBUTES} Without it, the rule covers the whole resource, deletion and replacement too. With it, it says nothing about a deletion or a replacement.`,
      ATTRIBUTE_EXAMPLES,
    ),
    severity: severity.meta({ description: "How grave drift is that this rule covers." }),
    reason: reason.meta({ description: "Why it is this grave. It is shown beside the severity." }),
    rootModules,
  })
  .refine(
    (rule) => rule.address !== undefined || rule.attributes !== undefined,
    "names neither an address nor attributes",
  )
  .meta({
    description:
      "How grave some drift is, against the built-in table. The first rule that matches wins. Names an address, attributes, or both.",
    anyOf: [{ required: ["address"] }, { required: ["attributes"] }],
  });

/** The whole file. Only the JSON schema comes from it: the file is read rule by rule, so that one bad rule spoils no other. */
export const rulesFileSchema = z
  .strictObject({
    $schema: z.string().optional().meta({ description: "Where the JSON schema of this file is." }),
    ignore: z
      .array(ignoreRuleSchema)
      .max(RULES_AT_MOST)
      .optional()
      .meta({
        description: "Drift that is accepted, for good or until a day.",
        examples: [[{ address: "aws_instance.*", attributes: ["tags"], reason: "Tagged by the cost tool" }]],
      }),
    severity: z
      .array(severityRuleSchema)
      .max(RULES_AT_MOST)
      .optional()
      .meta({
        description: "How grave some drift is, against the built-in table.",
        examples: [[{ address: "aws_s3_bucket.logs", severity: "critical", reason: "Audit trail" }]],
      }),
  })
  .meta({
    title: "Rules of Terraform Drift (.terraform-drift.jsonc)",
    description:
      "Which drift is accepted and how grave some drift is. Files from the root module's folder up to the top of the repository apply, the nearest first.",
    allowComments: true,
    allowTrailingCommas: true,
  });

/** Where a rule stands. */
export interface RulePlace {
  /** Relative to the top of the repository, with "/". */
  file: string;
  /** Of the rule's first character, 1-based. */
  line: number;
  /** Which one of its list, 1-based. */
  ordinal: number;
}

export type IgnoreRule = z.infer<typeof ignoreRuleSchema> & RulePlace;
export type SeverityRule = z.infer<typeof severityRuleSchema> & RulePlace;

/** Something in a rules file that is not as it should be. Checks go on without it. */
export interface RuleProblem {
  file: string;
  /** 1-based. */
  line: number;
  /** Which rule; null when it is about the file. */
  rule: { list: "ignore" | "severity"; ordinal: number } | null;
  /** One sentence that says what is wrong and what follows from it. */
  message: string;
}
