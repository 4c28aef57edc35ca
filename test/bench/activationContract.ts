/** What the bench and the suite inside VS Code tell each other: variables in the environment. */

export const ACTIVATED_EXTENSION = "BENCH_ACTIVATED_EXTENSION";
/** The file for the result: milliseconds. */
export const ACTIVATION_RESULT = "BENCH_ACTIVATION_RESULT";
