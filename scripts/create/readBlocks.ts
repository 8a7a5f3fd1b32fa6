/** A fenced block of a page of documentation. */
export interface Block {
  readonly language: string;
  /** What stands behind the language: a terminal's name for `sh`, the file that it is or changes for others; empty where neither. */
  readonly mark: string;
  /** Without the indentation of its fence. */
  readonly text: string;
}

const FENCED = /^( *)```(\w+) ?(.*)\n([\s\S]*?)^\1```$/gm;

export function readBlocks(markdown: string): Block[] {
  return [...markdown.matchAll(FENCED)].map(([, indent = '', language = '', mark = '', text = '']) => ({
    language,
    mark,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}
