import { createHmac } from "node:crypto";

/** The header that proves who sent a body. */
export const SIGNATURE_HEADER = "X-Terraform-Drift-Signature";

/** HMAC-SHA256 over the bytes of the body, in the form that receivers know from GitHub: `sha256=` and hexadecimal digits. */
export function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(body, "utf8").digest("hex")}`;
}
