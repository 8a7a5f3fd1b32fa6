import { type Document, isMap, parseDocument, type YAMLMap } from 'yaml';
import { CardError } from './cardError.ts';

/** A README taken apart: its front matter, ready to be changed in place, and all after it. */
export interface SplitCard {
  readonly document: Document<YAMLMap>;
  readonly body: string;
  readonly newline: '\n' | '\r\n';
}

/** What `huggingface_hub` takes for front matter (`REGEX_YAML_BLOCK` in its repocard.py), an empty one included. */
const FRONT_MATTER = /^\s*---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)??---[ \t]*(?:\r?\n|$)/;

/**
 * YAML 1.1, because the readers of cards use PyYAML: it takes a bare `no` for false, so a class label of that name must be quoted. Big integers,
 * because what a person wrote must come out as it went in.
 */
const YAML_OPTIONS = { version: '1.1', intAsBigInt: true } as const;

/**
 * Takes a README apart.
 *
 * @throws {CardError} when its front matter is not a YAML mapping.
 */
export function splitCard(readme: string): SplitCard {
  const text = readme.replace(/^\uFEFF/, '');
  const match = FRONT_MATTER.exec(text);
  const document = parseDocument(match?.[1]?.replaceAll('\r\n', '\n') ?? '', YAML_OPTIONS);
  const [error] = document.errors;
  if (error !== undefined)
    throw new CardError(`README.md: the front matter is not YAML: ${error.message}; correct it by hand`);
  if (document.contents === null)
    document.contents = document.createNode({}) as unknown as typeof document.contents;
  if (!isMap(document.contents))
    throw new CardError('README.md: the front matter is not a mapping of keys; correct it by hand');
  return {
    document: document as unknown as Document<YAMLMap>,
    body: match === null ? text : text.slice(match[0].length),
    newline: readme.includes('\r\n') ? '\r\n' : '\n',
  };
}

/** Puts a README together. Comments, order and quoting of the front matter stay as they were; long lines are not folded. */
export function joinCard({ document, body, newline }: SplitCard): string {
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  const front = `---\n${text.endsWith('\n') ? text : `${text}\n`}---\n`;
  return front.replaceAll('\n', newline) + body;
}
