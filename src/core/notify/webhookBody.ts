/** The body that a webhook gets as JSON. What is in it is as it was stored: without secrets. */
import { qualifiedName } from "../../shared/format";
import type { DriftedResource, RunStatus, Severity, Trigger } from "../../shared/model";
import { byGravity, countDrift } from "../../shared/vocabulary";
import type { News, NewsEvent } from "./news";
import { failureText, newsText, whySentence } from "./newsText";

/** Version 1. A later version may add fields; with another meaning they come with another number. */
export interface WebhookBody {
  readonly version: 1;
  /** The same however often it is sent, so that a receiver can tell what it has seen. */
  readonly id: string;
  readonly event: NewsEvent;
  /** The news in one line. */
  readonly text: string;
  readonly rootModule: { readonly projectId: string; readonly workspaceId: string };
  readonly run: {
    readonly id: string;
    readonly trigger: Trigger;
    readonly status: RunStatus;
    /** ISO 8601, UTC. */
    readonly startedAt: string;
    readonly endedAt: string | null;
    /** Of the code; null where it is in no repository. */
    readonly commit: string | null;
    readonly branch: string | null;
  };
  /** All that counts in this run. */
  readonly counts: Readonly<Record<Severity, number>>;
  /** What the news is about: what came or grew worse, then what is gone; of each the gravest first, 20 at most. */
  readonly resources: readonly WebhookResource[];
  /** How many there would be beyond those. */
  readonly moreResources: number;
  /** Why the check failed; null where it did not. */
  readonly failure: string | null;
}

export interface WebhookResource {
  /** Cut after 1,000 characters. */
  readonly address: string;
  /** Of what is gone: as it was. */
  readonly severity: Severity;
  readonly change: "appeared" | "worse" | "gone";
  /** Why it counts, or counted. */
  readonly sentence: string;
}

/** What is sent to try a webhook. */
export interface WebhookTestBody {
  readonly version: 1;
  readonly id: string;
  readonly event: "test";
  readonly text: string;
}

export const TEST_TEXT = "Terraform Drift reaches this webhook: news of scheduled checks will come here.";

const RESOURCES_AT_MOST = 20;
const ADDRESS_LENGTH = 1000;

/** `most`: how many resources it may name. */
export function webhookBody(news: News, most = RESOURCES_AT_MOST): WebhookBody {
  const { event, run } = news;
  const { id, projectId, workspaceId, trigger, status, startedAt, endedAt, metadata } = run;
  const { commit = null, branch = null } = metadata.source;
  const all = [
    ...[...toldAs(news.appeared, "appeared"), ...toldAs(news.worse, "worse")].sort(byGravity),
    ...toldAs(news.gone, "gone"),
  ];
  const resources = all.slice(0, Math.min(most, RESOURCES_AT_MOST)).map(({ resource, severity, change }) => ({
    ...{ address: cutAddress(resource.address), severity, change },
    sentence: whySentence(resource),
  }));
  return {
    version: 1,
    id: `${id}:${event}`,
    event,
    text: newsText(news, { name: qualifiedName(run) }),
    rootModule: { projectId, workspaceId },
    run: { id, trigger, status, startedAt, endedAt, commit, branch },
    counts: countDrift(metadata.driftedResources, metadata.threshold).countedBySeverity,
    resources,
    moreResources: all.length - resources.length,
    failure: status === "error" ? failureText(run) : null,
  };
}

interface Told {
  readonly resource: DriftedResource;
  readonly severity: Severity;
  readonly change: WebhookResource["change"];
}

function toldAs(resources: readonly DriftedResource[], change: Told["change"]): Told[] {
  return resources.map((resource) => ({ resource, severity: resource.severity, change }));
}

/** Receivers look addresses up: they are as they are, only not endless. */
function cutAddress(address: string): string {
  if (address.length <= ADDRESS_LENGTH) return address;
  return `${address.slice(0, ADDRESS_LENGTH - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
