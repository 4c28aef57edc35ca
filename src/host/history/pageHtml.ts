import { randomBytes } from "node:crypto";

export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** What the page's own files are loaded from, as a source of a content security policy. */
  readonly source: string;
  readonly title: string;
  /** As VS Code's, for screen readers and hyphenation. */
  readonly language: string;
}

/**
 * The page's frame, with its title, so that nobody looks at nothing while the engine starts; all else is drawn by its script, as text. Nothing may be loaded but its script and its style. The nonce
 * stands in the style's policy and in `csp-nonce`, too: the controls' library adds one style of its own by it.
 */
export function pageHtml({ script, style, source, title, language }: PageParts): string {
  const nonce = randomBytes(16).toString("base64url");
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source} 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escaped(style)}">
<title>${escaped(title)}</title>
</head>
<body>
<main id="history"><header class="page-head"><h1>${escaped(title)}</h1></header></main>
<script nonce="${nonce}" src="${escaped(script)}"></script>
</body>
</html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
