/** Questions in VS Code's quick input, with a way back. */
import * as vscode from "vscode";
import { withoutIcons } from "../plainText";
import type { Answer, Choice, Page, Questions, TextPage, Verdict } from "./question";

export const quickQuestions: Questions = {
  pick<Value>(page: Page, choices: readonly Choice<Value>[], current: Value | undefined): Promise<Answer<Value>> {
    const input = vscode.window.createQuickPick<vscode.QuickPickItem & { value: Value }>();
    input.items = choices.map(({ value, label, description }) => ({
      value,
      label: withoutIcons(label),
      description: withoutIcons(description),
    }));
    input.matchOnDescription = true;
    input.activeItems = input.items.filter(({ value }) => value === current);
    return answered<Value>(input, page, () => {
      const [chosen] = input.selectedItems;
      return chosen === undefined ? null : { value: chosen.value };
    });
  },
  text(page: TextPage): Promise<Answer<string>> {
    const input = vscode.window.createInputBox();
    input.prompt = page.prompt;
    input.placeholder = page.placeholder;
    input.value = page.value;
    input.password = page.isSecret;
    const judge = async (): Promise<{ readonly value: string } | null> => {
      const { value } = input;
      const verdict = await page.judge(value);
      if (input.value !== value) return null; // what stands there now is judged by itself
      input.validationMessage = shown(verdict);
      return verdict?.isProblem === true ? null : { value };
    };
    if (page.value !== "") void judge(); // nothing is wrong before something was typed
    const watched = input.onDidChangeValue(() => void judge());
    return answered(input, page, judge).finally(() => void watched.dispose());
  },
};

function shown(verdict: Verdict | null): vscode.InputBoxValidationMessage | undefined {
  if (verdict === null) return undefined;
  const { Error, Info } = vscode.InputBoxValidationSeverity;
  const isWrong = verdict.isProblem && verdict.isUnfinished !== true;
  return { message: verdict.text, severity: isWrong ? Error : Info };
}

/** Shows it until it is answered or left. `accepted`: null while what stands there is no answer. */
function answered<Value>(
  input: vscode.QuickPick<vscode.QuickPickItem & { value: Value }> | vscode.InputBox,
  page: Page,
  accepted: () => { readonly value: Value } | null | Promise<{ readonly value: Value } | null>,
): Promise<Answer<Value>> {
  input.title = page.title;
  input.step = page.step;
  input.ignoreFocusOut = true; // people look things up elsewhere
  input.buttons = page.hasBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise<Answer<Value>>((resolve, reject) => {
    const end = (answer: Answer<Value>): void => {
      resolve(answer);
      input.dispose();
    };
    const accept = async (): Promise<void> => {
      const answer = await accepted();
      if (answer !== null) end(answer);
    };
    input.onDidAccept(() => void accept().catch(reject));
    input.onDidTriggerButton(() => end("back"));
    input.onDidHide(() => end(null));
    input.show();
  });
}
