/** The frame of every answer, whether a model fills it or our own rules do. */

/** Its headings, in order. */
export const FRAME = ["Cause", "Risk", "Options"] as const;

/** How long prompts and advice become unless something else is asked for, in characters. */
export const DEFAULT_LIMIT = 24_000;
