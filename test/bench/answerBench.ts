/** Whether the page reads an answer that arrives bit by bit in a time that grows with its length, and no faster. */
import type { Material } from "../../webview/markdown/growingTree";
import { MarkdownStream } from "../../webview/markdown/markdownStream";
import { alternate, compared, type Figure } from "./measure";

const LENGTH = 100_000;
/** As a model writes: thirty a second, for more than a minute and a half. */
const PARTS = 3000;
const ROUNDS = 9;
/** Of a text twice as long; one that is read again and again from its beginning takes four times as long. */
const BUDGET = 3;

const TEXTS: Readonly<Record<string, string>> = {
  list: "- item of `aws_instance.web` with **some** words\n".repeat(2500),
  paragraph: "The quick *brown* fox jumps over the `lazy` dog. ".repeat(2500),
  code: `\`\`\`hcl\n${'  name = "value"\n'.repeat(8000)}`,
  "hostile text": "[a](b *_ ** `` > ".repeat(8000),
};

/** Builds nothing: only reading is measured. */
const NOTHING: Material<null, null> = {
  block: () => ({ node: null, child: null }),
  add: () => undefined,
  append: () => undefined,
  last: () => null,
  trim: () => undefined,
};

export function answerBench(): Figure[] {
  return Object.entries(TEXTS).flatMap(([name, text]) => {
    const times = alternate(
      ROUNDS,
      () => readIn(text.slice(0, LENGTH), PARTS),
      () => readIn(text.slice(0, LENGTH / 2), PARTS / 2),
    );
    const names = {
      what: `an answer twice as long: one endless ${name}`,
      ours: `100 kB of it, in ${PARTS} parts`,
      theirs: "50 kB of it",
    };
    return compared(names, { ours: times.first, theirs: times.second }, BUDGET);
  });
}

/** Milliseconds. */
function readIn(text: string, parts: number): number {
  const size = Math.ceil(text.length / parts);
  const start = performance.now();
  const stream = new MarkdownStream(null, NOTHING, { hosts: [], commands: false });
  for (let from = 0; from < text.length; from += size) stream.append(text.slice(from, from + size));
  stream.end();
  return performance.now() - start;
}
