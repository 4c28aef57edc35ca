import type { Choice } from "../questions/question";

/** Names that JavaScript's own list has, and by which people look for them. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["Africa/Asmera", "Africa/Asmara"],
  ["America/Buenos_Aires", "America/Argentina/Buenos_Aires"],
  ["America/Godthab", "America/Nuuk"],
  ["America/Indianapolis", "America/Indiana/Indianapolis"],
  ["America/Louisville", "America/Kentucky/Louisville"],
  ["Asia/Calcutta", "Asia/Kolkata"],
  ["Asia/Katmandu", "Asia/Kathmandu"],
  ["Asia/Rangoon", "Asia/Yangon"],
  ["Asia/Saigon", "Asia/Ho_Chi_Minh"],
  ["Atlantic/Faeroe", "Atlantic/Faroe"],
  ["Europe/Kiev", "Europe/Kyiv"],
  ["Pacific/Enderbury", "Pacific/Kanton"],
  ["Pacific/Ponape", "Pacific/Pohnpei"],
  ["Pacific/Truk", "Pacific/Chuuk"],
]);

/**
 * Time zones to choose from: `first` in that order with what is said of each, then all others by name. Each once. A place of several words is
 * said with blanks too, as people type it.
 */
export function zoneChoices(
  first: readonly (readonly [zone: string, words: string])[],
  supported: readonly string[],
): Choice<string>[] {
  const ahead = new Map(first);
  const others = new Set(supported.map((zone) => RENAMED.get(zone) ?? zone));
  return [
    ...[...ahead].map(([value, description]) => ({ value, label: value, description })),
    ...[...others]
      .filter((zone) => !ahead.has(zone))
      .sort()
      .map((value) => ({ value, label: value, description: spoken(value) })),
  ];
}

function spoken(zone: string): string {
  const place = zone.slice(zone.lastIndexOf("/") + 1);
  return place.includes("_") ? place.replaceAll("_", " ") : "";
}
