/** Loaded with --require into a process that is measured: tells the largest memory that it ever had, in kB, on its fourth stream. */
import { writeSync } from "node:fs";

process.on("exit", () => {
  writeSync(3, String(process.resourceUsage().maxRSS));
});
