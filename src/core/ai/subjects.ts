import { redactForeignResources } from "../plan/foreignResources";
import type { SuggestBody, SuggestSubject } from "../../shared/suggest";

/** What a body is about. It has not been through our redaction: that happens here, so that nothing can be made of it before. */
export function subjectsOfBody(body: SuggestBody): SuggestSubject[] {
  return redactForeignResources(body.resources).map((resource) => ({ from: "body", resource }));
}
