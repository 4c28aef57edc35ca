/** A body of arguments in a file, to be found again in every version of its text. */
import type { Parser } from "web-tree-sitter";
import type { Piece } from "./moduleDirectory";
import { type ParseFile, parseText, parseVariables, type SourceFile } from "./sourceFile";
import type { Body, ParsedText } from "./syntax";

/** A block, a `locals`, or the whole of a file of variables. */
export interface Site {
  file: SourceFile;
  /** Tells the sites of one file apart. */
  key: string;
  /** Strings of its JSON are templates, as in code; in files of variables they are not. */
  templates: boolean;
  parse(text: string, parser: Parser): ParsedText;
  /** Null: it is not there any more. */
  bodyIn(parsed: ParsedText): Body | null;
}

/** A block, or one of several `locals`. */
export function blockSite({ file, declaration }: Piece): Site {
  const { keyword, labels } = declaration;
  const ofItsName = ({ declarations }: Pick<ParsedText, "declarations">) =>
    declarations.filter((one) => one.keyword === keyword && one.labels.join("\n") === labels.join("\n"));
  const index = ofItsName(file).indexOf(declaration);
  return {
    ...siteIn(file, parseText),
    key: JSON.stringify([file.path, keyword, labels, index]),
    templates: true,
    bodyIn: (parsed) => ofItsName(parsed)[index]?.body() ?? null,
  };
}

/** What a file of variables sets. */
export function variablesSite(file: SourceFile): Site {
  return {
    ...siteIn(file, parseVariables),
    key: JSON.stringify([file.path]),
    templates: false,
    bodyIn: ({ declarations }) => declarations[0]?.body() ?? null,
  };
}

function siteIn(file: SourceFile, parse: ParseFile): Pick<Site, "file" | "parse"> {
  return { file, parse: (text, parser) => parse(file.path, text, parser) };
}
