/** Text from outside (addresses, Terraform's messages) for places in which VS Code would make more of it than text. */

/** For labels: CodeLens, lists to choose from. `$(flame)` stays what it is, and becomes no icon. */
export function withoutIcons(text: string): string {
  return text.replace(/\\?(\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\))/g, "\\$1");
}

/** For notifications: `[text](command:…)` becomes no link, which would run a command. */
export function withoutLinks(text: string): string {
  return text.replaceAll("](", "] (");
}
