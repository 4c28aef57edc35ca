/** The texts that the extension hands to VS Code to translate, as `vscode.l10n.t` gets them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Where VS Code and translators look for them (`l10n` in package.json). */
export const BUNDLE = join("media", "l10n", "bundle.l10n.json");

/** Sorted, each once. Throws for a call whose text is not written out, since nobody could translate it. */
export function l10nMessages(folder = "src"): string[] {
  const messages = new Set<string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const file = join(folder, name);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && /(?:^|\.)l10n\.t$/.test(node.expression.getText())) {
        const [text] = node.arguments;
        if (text === undefined || !ts.isStringLiteralLike(text)) throw new Error(`${file}: ${node.getText()}`);
        messages.add(text.text);
      }
      ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
  }
  return [...messages].sort();
}

/** What the bundle has to hold: VS Code's own form, in which a text stands for itself until it is translated. */
export function bundleText(messages: readonly string[]): string {
  return `${JSON.stringify(Object.fromEntries(messages.map((message) => [message, message])), null, 2)}\n`;
}
