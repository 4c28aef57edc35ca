/** Numbers as digits: JavaScript would round what Terraform keeps. */

/** Nobody writes a number with more places. */
const MAX_EXPONENT = 1000;

/** A number of HCL or JSON in plain digits, `1.5e3` as `1500`; the same for all spellings of one number. Null for what is none. */
export function plainDecimal(text: string): string | null {
  const match = /^(-?)\s*(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text);
  if (match === null) return null;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const exponent = Number(power);
  if (Math.abs(exponent) > MAX_EXPONENT) return null;
  const point = whole.length + exponent;
  const digits = (point < 0 ? "0".repeat(-point) : "") + whole + fraction;
  const padded = digits.padEnd(Math.max(point, 0), "0");
  const at = Math.max(point, 0);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, "") || "0";
  const right = padded.slice(at).replace(/0+$/, "");
  const plain = right === "" ? left : `${left}.${right}`;
  return plain === "0" ? plain : sign + plain;
}
