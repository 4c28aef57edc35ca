import type * as z from "zod";

/** Of a list that was read from a file, the entries that are what they should be, and how many are not. */
export function soundOnes<T>(schema: z.ZodType<T>, candidates: readonly unknown[]): { sound: T[]; rejected: number } {
  const sound = candidates.flatMap((candidate) => {
    const parsed = schema.safeParse(candidate);
    return parsed.success ? [parsed.data] : [];
  });
  return { sound, rejected: candidates.length - sound.length };
}
