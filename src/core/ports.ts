/** What the core needs from its surroundings. Surfaces pass their own; tests pass fakes. */

/** Where details go that are no business of the person's. Never give it a value that was not redacted. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
}

/** Drops everything. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
