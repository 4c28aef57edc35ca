/** Looks for secrets in everything that a run leaves behind. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { visible } from "../../src/shared/formatValue";
import { type Marker, SPELLINGS } from "./secretPlans";

/** How long a part of a secret may be before it counts as found. */
const TELLING_PART = 16;

/** Every spelling in which a secret may be found, and parts of it. */
function needles({ value, parts }: Marker): string[] {
  const text = String(value);
  const lines = text.split(/\s+/).filter((line) => line.length >= TELLING_PART && !line.includes("--"));
  const pieces = [...parts, ...lines].flatMap((part) => windows(part));
  const spelled = [text, text.trim()].flatMap((one) => [...SPELLINGS.map((spell) => spell(one)), visible(one)]);
  return [...new Set([...spelled, ...spelled.map(visible), ...pieces])].filter((needle) => needle.length >= 4);
}

function windows(part: string): string[] {
  if (part.length <= TELLING_PART) return [part];
  return Array.from({ length: Math.ceil((part.length - TELLING_PART) / 8) }, (_, i) =>
    part.slice(8 * i, 8 * i + TELLING_PART),
  );
}

/** Where secrets were found, without saying them: the place and what kind of secret it is. */
export function findSecrets(markers: readonly Marker[], places: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const [place, content] of places) {
    const joined = content.replace(/\s+/g, "");
    for (const marker of markers) {
      const hit = needles(marker).find(
        (needle) => content.includes(needle) || joined.includes(needle.replace(/\s+/g, "")),
      );
      if (hit !== undefined) found.push(`${place}: ${JSON.stringify(hit)} of ${JSON.stringify(marker.value)}`);
    }
  }
  return found;
}

/** Every file below a folder with its content. */
export async function filesIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, "utf8")] as const)));
}
