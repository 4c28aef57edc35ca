import { visible } from "../../shared/formatValue";

/** Foreign text in one line of at most so many characters, with nothing in it that could act or hide; cut, it ends with "…". */
export function shortText(text: string, most: number): string {
  const shown = visible(text.slice(0, most + 1));
  if (shown.length <= most && text.length <= most) return shown;
  return `${shown.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
