import { visible } from "../../src/shared/formatValue";

const ODD = /(?! )[\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{DI}]/u;
/** Signs that a model writes in earnest: emoji with what joins and colours them, and spaces at which no line is broken. */
const HARMLESS =
  /((?:\p{Extended_Pictographic}\p{Emoji_Modifier}?\ufe0f?(?:\u200d(?=\p{Extended_Pictographic}))?)+|[\d#*]\ufe0f\u20e3|[\u00a0\u202f])/u;

/** Text of an answer, with what could hide or turn other text made visible. */
export function shownText(text: string): string {
  if (!ODD.test(text)) return text;
  return text
    .split(HARMLESS)
    .map((part, at) => (at % 2 === 1 ? part : visible(part)))
    .join("");
}

/** The same for code, whose lines and tabs stay what they are. */
export function shownCode(text: string): string {
  return ODD.test(text) ? text.replace(/[^\n\t]+/g, shownText) : text;
}
