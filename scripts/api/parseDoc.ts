import type { Doc } from './apiModel.ts';

const TAG = /^@(\w+)[ \t]*/;
const FENCE = /^```(\w*)\n([\s\S]*?)\n?```$/;

/** Reads a block comment, given without its `/**` and its end. */
export function parseDoc(comment: string): Doc {
  const lines = comment.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const params = new Map<string, string>();
  const throws: string[] = [];
  const examples: string[] = [];
  const problems: string[] = [];
  let returns: string | undefined;
  const [prose = '', ...tagged] = blocksOf(lines);
  for (const block of tagged) {
    const tag = TAG.exec(block)?.[1];
    const text = block.replace(TAG, '').trim();
    if (tag === 'param') addParam(params, text, problems);
    else if (tag === 'returns') returns = text;
    else if (tag === 'throws') throws.push(text.replace(/^\{(\w+)\}/, '`$1`'));
    else if (tag === 'example') addExample(examples, text, problems);
    else problems.push(`the tag @${tag} is not used here`);
  }
  return { prose, params, throws, examples, problems, ...(returns === undefined ? {} : { returns }) };
}

/** The text before the first tag, then each tag with what belongs to it. A tag begins a line, outside of code. */
function blocksOf(lines: readonly string[]): string[] {
  const blocks: string[][] = [[]];
  let isCode = false;
  for (const line of lines) {
    if (!isCode && TAG.test(line)) blocks.push([]);
    if (line.startsWith('```')) isCode = !isCode;
    blocks.at(-1)?.push(line);
  }
  return blocks.map((block) => block.join('\n').trim());
}

function addParam(params: Map<string, string>, text: string, problems: string[]): void {
  const match = /^(\w+) (?:- )?([\s\S]+)$/.exec(text);
  if (match === null) problems.push(`@param ${text}: expected a name and what it means`);
  else params.set(match[1] as string, match[2] as string);
}

function addExample(examples: string[], text: string, problems: string[]): void {
  const match = FENCE.exec(text);
  if (match?.[1] === 'ts') examples.push(match[2] as string);
  else problems.push('@example: expected one block of code between ```ts and ```');
}
