/** The marks of all root modules by file: follows edits, and reads the code again when it was saved or changed on the disk. */
import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import * as vscode from "vscode";
import type { Log } from "../../core/ports";
import { oneLine } from "../../shared/errors";
import type { DriftRun } from "../../shared/model";
import type { Engine } from "../engine/engine";
import type { DriftState, RootState } from "../state/driftState";
import { type BlockMark, codeMarks, type CodeMark, type FileMarks } from "./codeMarks";
import { savedTexts, unsavedEdit, wereWritten } from "./codeOnDisk";
import { moved, type TextChange, type TextRange } from "./textRange";

/** What stands in one file, of one root module: files of a shared module have the marks of several. */
interface Indexed extends FileMarks {
  readonly rootId: string;
}

/** What everything that is marked comes with. */
export interface Whose {
  readonly root: RootState;
  /** Others have marked the same file, of a module that they share: then it has to be said whose drift it is. */
  readonly isShared: boolean;
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
  /** The code of each root module: in all its modules where it has drift, else what lies in its own folder. */
  readonly #code = new Map<string, ReadonlySet<string>>();
  /** The run since which files came or went, of each root module: that leaves no newer file behind. */
  readonly #filesChanged = new Map<string, string>();
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
      vscode.window.onDidChangeVisibleTextEditors((editors) => this.#shown(editors)),
      watcher,
      watcher.onDidChange(touched),
      watcher.onDidCreate(cameOrWent),
      watcher.onDidDelete(cameOrWent),
    );
    setImmediate(() => this.#shown(vscode.window.visibleTextEditors)); // activation has returned by then
  }

  marks(uri: vscode.Uri): readonly ({ readonly mark: CodeMark } & Whose)[] {
    return this.#of(uri).flatMap(({ marks, rootId }, _, all) => {
      const root = this.state.root(rootId);
      return root === undefined ? [] : marks.map((mark) => ({ mark, root, isShared: all.length > 1 }));
    });
  }

  blocks(uri: vscode.Uri): readonly ({ readonly block: BlockMark } & Whose)[] {
    return this.#of(uri).flatMap(({ blocks, rootId }, _, all) => {
      const root = this.state.root(rootId);
      return root === undefined ? [] : blocks.map((block) => ({ block, root, isShared: all.length > 1 }));
    });
  }

  /** The root modules whose code a file is known to be, and those of the folder that it is in, whose it may be. */
  concerned(path: string): readonly RootState[] {
    const owners = this.state.roots.filter(({ id }) => this.#code.get(id)?.has(path) === true);
    const around = this.state.around(path).filter((one) => !owners.includes(one));
    return [...owners, ...around];
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

  /** Who opens code wants to see what is known about it. */
  #shown(editors: readonly vscode.TextEditor[]): void {
    if (!this.state.isLoaded && editors.some(({ document: { uri } }) => isCode(uri))) void this.state.load();
  }

  #follow(id: string | null): void {
    const states = id === null ? this.state.roots : [this.state.root(id)].filter((state) => state !== undefined);
    for (const state of states) {
      const read = this.#read.get(state.id) ?? null;
      if (read === state.run) continue;
      if (state.run === null) this.#read.delete(state.id);
      else this.#read.set(state.id, state.run);
      this.#readAgain(state);
    }
    if (id === null) this.#forgetAllBut(new Set(this.state.roots.map((state) => state.id)));
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
    const { run = null, isStale = false } = this.state.root(id) ?? {};
    if (run === null) {
      this.#forget(id);
      this.#changed.fire();
      return;
    }
    const { driftedResources, tool } = run.metadata;
    const source =
      driftedResources.length === 0 && !isStale ? null : await (await this.open()).openSource(root, tool.binary);
    const files = source === null ? new Map<string, FileMarks>() : codeMarks(id, root.dir, run, source);
    const code = source === null ? await codeIn(root.dir) : source.files().map((file) => join(root.dir, file));
    const isNewer = await wereWritten(code, run);
    const saved = await savedTexts([...files.keys()]); // from here on nothing may be awaited: edits would be missed
    this.#forget(id);
    this.#code.set(id, new Set(code));
    for (const [path, marks] of files) {
      const edit = unsavedEdit(path, saved);
      const indexed = after(edit === null ? [] : [edit], { ...marks, rootId: id });
      this.#files.set(path, [...(this.#files.get(path) ?? []), indexed]);
    }
    this.state.setStale(id, isNewer || this.#filesChanged.get(id) === run.id || this.#hasUnsavedCode(id));
    this.#changed.fire();
  }

  #hasUnsavedCode(rootId: string): boolean {
    return vscode.workspace.textDocuments.some(
      ({ isDirty, uri }) => isDirty && isCode(uri) && this.concerned(uri.fsPath).some(({ id }) => id === rootId),
    );
  }

  #forget(rootId: string): void {
    this.#code.delete(rootId);
    for (const [path, indexed] of this.#files) {
      const rest = indexed.filter((one) => one.rootId !== rootId);
      if (rest.length === 0) this.#files.delete(path);
      else this.#files.set(path, rest);
    }
  }

  #forgetAllBut(ids: ReadonlySet<string>): void {
    for (const id of this.#read.keys()) {
      if (ids.has(id)) continue;
      this.#read.delete(id);
      this.#forget(id);
    }
    this.#changed.fire();
  }

  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const { uri } = document;
    if (!isCode(uri)) return;
    if (!document.isDirty) this.#touched(uri.fsPath, false); // saved, or its edits were taken back
    if (contentChanges.length === 0) return;
    this.#outdate(uri.fsPath);
    const indexed = this.#files.get(uri.fsPath);
    if (indexed === undefined) return;
    this.#files.set(
      uri.fsPath,
      indexed.map((one) => after(contentChanges, one)),
    );
    this.#changed.fire();
  }

  #outdate(path: string): void {
    for (const { id, run, isStale } of this.concerned(path)) {
      if (run === null || isStale) continue;
      this.state.setStale(id, true);
      this.#changed.fire();
    }
  }

  /** A file that comes or goes may make a root module, or end one. */
  #touched(path: string, cameOrWent: boolean): void {
    if (path.includes(`${sep}.terraform${sep}`) || !this.state.isLoaded) return;
    this.#outdate(path);
    if (cameOrWent) {
      this.#rootsChanged = true;
      for (const { id, run } of this.concerned(path)) if (run !== null) this.#filesChanged.set(id, run.id);
    }
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

async function codeIn(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(() => []); // it is gone, which the next check says
  return names.filter((name) => IS_CODE.test(name)).map((name) => join(dir, name));
}

/** A file on the disk that Terraform or OpenTofu reads. */
export function isCode({ scheme, fsPath }: vscode.Uri): boolean {
  return scheme === "file" && IS_CODE.test(fsPath);
}

/** Where the marks stand after edits; what was replaced as a whole is marked no more. */
function after(changes: readonly TextChange[], indexed: Indexed): Indexed {
  const follow = <Item extends { readonly range: TextRange }>(items: readonly Item[]): Item[] =>
    items.flatMap((item) => {
      let range: TextRange | null = item.range;
      for (const change of changes) range &&= moved(range, change);
      return range === null ? [] : [{ ...item, range }];
    });
  return { ...indexed, marks: follow(indexed.marks), blocks: follow(indexed.blocks) };
}
