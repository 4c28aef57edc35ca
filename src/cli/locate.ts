/** `terraform-drift locate [ADDRESS…]` */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Source, SourceBlock } from "../core/source/source";
import { DriftError } from "../shared/errors";
import type { Arguments } from "./arguments";
import { EXIT_CODES } from "./flags";
import { print, printJson, say, shownPath } from "./output";

interface Located {
  readonly address: string;
  /** Relative to the root module with "/". */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly kind: SourceBlock["kind"];
}

export async function locate({ operands, flags }: Arguments): Promise<number> {
  const root = resolve(flags.text("root") ?? ".");
  const found = await stat(root).catch(() => null);
  if (found?.isDirectory() !== true) throw new DriftError("usage", `There is no folder ${root}.`);
  const { openSource } = await import("../core/source/openSource"); // a bundle of its own
  const source = await openSource(root);
  const blocks = source.blocks().map(toLocated);
  const located = operands.length === 0 ? blocks : findAll(source, operands, blocks);
  const missing = operands.filter((address) => source.block(address) === null);

  if (flags.on("json")) await printJson(located);
  else await print(located.map((one) => line(one, root, operands.length !== 1)).join(""));
  for (const { file, line: at, message } of source.problems()) {
    say(`warning: ${place(root, file)}${at === null ? "" : `:${at}`}: ${message}`);
  }
  for (const address of missing) say(`terraform-drift: ${address} is not in the code of ${shownPath(root)}.`);
  return missing.length > 0 ? EXIT_CODES.error : EXIT_CODES.clean;
}

function findAll(source: Source, addresses: readonly string[], blocks: readonly Located[]): Located[] {
  const kinds = new Map(blocks.map(({ file, line: at, kind }) => [`${file}:${at}`, kind]));
  return addresses.flatMap((address) => {
    const block = source.block(address);
    if (block === null) return [];
    const { file, line: at, column } = block;
    return [{ address, file, line: at, column, kind: kinds.get(`${file}:${at}`) ?? "resource" }];
  });
}

function toLocated({ address, kind, place: { file, line: at, column } }: SourceBlock): Located {
  return { address, file, line: at, column, kind };
}

function line({ address, file, line: at, column }: Located, root: string, named: boolean): string {
  const where = `${place(root, file)}:${at}:${column}`;
  return named ? `${where}  ${address}\n` : `${where}\n`;
}

function place(root: string, file: string): string {
  return shownPath(join(root, file));
}
