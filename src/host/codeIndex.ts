/** The marks of all root modules by file: follows edits, and reads the code again when it was saved or changed on the disk. */
import { stat } from "node:fs/promises";
import { sep } from "node:path";
import * as vscode from "vscode";
import { oneLine } from "../shared/errors";
import type { DriftRun } from "../shared/model";
import type { Log } from "../core/ports";
import { type BlockMark, codeMarks, type CodeMark, type FileMarks } from "./codeMarks";
import type { DriftState, RootState } from "./driftState";
import type { Engine } from "./engine";
import { moved, type TextRange } from "./textRange";

/** What stands in one file, of one root module: files of a shared module have the marks of several. */
interface Indexed extends FileMarks {
  readonly rootId: string;
}

/** Code that Terraform or OpenTofu reads. */
export const CODE_FILES = "**/*.{tf,tofu,tf.json,tofu.json}";
const IS_CODE = /\.(?:tf|tofu)(?:\.json)?$/;
/** Several files are saved, or checked out, at once. */
const SETTLE_MS = 300;

export class CodeIndex implements vscode.Disposable {
  readonly #files = new Map<string, Indexed[]>();
  /** The run that was last read for each root module. */
  readonly #read = new Map<string, DriftRun>();
  readonly #stale = new Set<string>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: { dispose(): unknown }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #rootsChanged = false;
  #reading: Promise<void> = Promise.resolve();

  /** Something is marked that was not, or no more, or elsewhere. */
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly state: DriftState,
    private readonly open: () => Promise<Engine>,
    private readonly log: Log,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher(CODE_FILES);
    const touched = ({ fsPath }: vscode.Uri): void => this.#touched(fsPath, false);
    const cameOrWent = ({ fsPath }: vscode.Uri): void => this.#touched(fsPath, true);
    this.#subscriptions.push(
      this.#changed,
      state.onDidChange((id) => this.#follow(id)),
      vscode.workspace.onDidChangeTextDocument((event) => this.#edited(event)),
      watcher,
      watcher.onDidChange(touched),
      watcher.onDidCreate(cameOrWent),
      watcher.onDidDelete(cameOrWent),
    );
  }

  marks(uri: vscode.Uri): readonly { readonly mark: CodeMark; readonly isStale: boolean }[] {
    return this.#of(uri).flatMap(({ marks, rootId }) =>
      marks.map((mark) => ({ mark, isStale: this.#stale.has(rootId) })),
    );
  }

  blocks(uri: vscode.Uri): readonly { readonly block: BlockMark; readonly isStale: boolean }[] {
    return this.#of(uri).flatMap(({ blocks, rootId }) =>
      blocks.map((block) => ({ block, isStale: this.#stale.has(rootId) })),
    );
  }

  /** Files in which something is marked. */
  files(): vscode.Uri[] {
    return [...this.#files.keys()].map((path) => vscode.Uri.file(path));
  }

  /** Resolves when what is known is marked; for tests, and for what must not act on old places. */
  settled(): Promise<void> {
    return this.#reading;
  }

  #of(uri: vscode.Uri): readonly Indexed[] {
    return uri.scheme === "file" ? (this.#files.get(uri.fsPath) ?? []) : [];
  }

  #follow(id: string | null): void {
    const states = id === null ? this.state.roots : [this.state.root(id)].filter((state) => state !== undefined);
    for (const state of states) {
      if (state.run === null || this.#read.get(state.id) === state.run) continue;
      if (this.#read.get(state.id)?.id !== state.run.id) this.#stale.delete(state.id);
      this.#read.set(state.id, state.run);
      this.#readAgain(state);
    }
  }

  #readAgain(state: RootState): void {
    this.#reading = this.#reading.then(async () => {
      try {
        await this.#mark(state);
      } catch (error) {
        this.log.warn(`The code of ${state.name} cannot be marked: ${oneLine(error)}`);
      }
    });
  }

  async #mark({ id, root }: RootState): Promise<void> {
    const run = this.state.root(id)?.run ?? null;
    if (run === null) return;
    const { driftedResources, tool } = run.metadata;
    const files =
      driftedResources.length === 0
        ? new Map<string, FileMarks>()
        : codeMarks(id, root.dir, run, await (await this.open()).openSource(root, tool.binary));
    this.#forget(id);
    for (const [path, marks] of files)
      this.#files.set(path, [...(this.#files.get(path) ?? []), { ...marks, rootId: id }]);
    if (await isNewer([...files.keys()], run)) this.#stale.add(id);
    this.#changed.fire();
  }

  #forget(rootId: string): void {
    for (const [path, indexed] of this.#files) {
      const rest = indexed.filter((one) => one.rootId !== rootId);
      if (rest.length === 0) this.#files.delete(path);
      else this.#files.set(path, rest);
    }
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const { uri } = document;
    if (contentChanges.length === 0 || uri.scheme !== "file" || !IS_CODE.test(uri.fsPath)) return;
    this.#outdate(uri.fsPath);
    const indexed = this.#files.get(uri.fsPath);
    if (indexed === undefined) return;
    const follow = <Item extends { readonly range: TextRange }>(items: readonly Item[]): Item[] =>
      items.flatMap((item) => {
        let range: TextRange | null = item.range;
        for (const { range: gone, text } of contentChanges) range &&= moved(range, { range: gone, text });
        return range === null ? [] : [{ ...item, range }];
      });
    this.#files.set(
      uri.fsPath,
      indexed.map((one) => ({ ...one, marks: follow(one.marks), blocks: follow(one.blocks) })),
    );
    this.#changed.fire();
  }

  /** Root modules in whose folder, or in a module of which, the file is. */
  #outdate(path: string): void {
    for (const { id, root, run } of this.state.roots) {
      const isOwn =
        path.startsWith(root.dir + sep) || (this.#files.get(path) ?? []).some(({ rootId }) => rootId === id);
      if (run === null || !isOwn || this.#stale.has(id)) continue;
      this.#stale.add(id);
      this.#changed.fire();
    }
  }

  /** A file that comes or goes may make a root module, or end one. */
  #touched(path: string, cameOrWent: boolean): void {
    if (path.includes(`${sep}.terraform${sep}`) || !this.state.isLoaded) return;
    this.#outdate(path);
    this.#rootsChanged ||= cameOrWent;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const state of this.state.roots) if (state.run !== null) this.#readAgain(state);
      if (this.#rootsChanged) void this.state.reload();
      this.#rootsChanged = false;
    }, SETTLE_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

/** Whether one of the files was written after the check began. */
async function isNewer(files: readonly string[], { startedAt }: DriftRun): Promise<boolean> {
  const times = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return times.some((time) => time > Date.parse(startedAt));
}
