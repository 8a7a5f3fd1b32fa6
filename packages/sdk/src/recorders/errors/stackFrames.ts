/** A line of a stack. */
export interface StackFrame {
  /** The function's name, `''` where it has none. */
  readonly functionName: string;
  /** Address or path of the file, without line and column. */
  readonly file: string;
}

/** V8: `at call (https://a.example/b.js:1:2)`, `at async call (…)`, `at https://a.example/b.js:1:2`. */
const V8_NAMED = /^\s*at (?:async )?(?:new )?(.*?) ?\((?:eval at .*, )?(.*?)(?::\d+)?(?::\d+)?\)$/;
const V8_BARE = /^\s*at (?:async )?(.*?)(?::\d+)?(?::\d+)?$/;
/** Firefox and Safari: `call@https://a.example/b.js:1:2`, `@https://a.example/b.js:1:2`, `global code@…`. */
const AT_SIGN = /^([^@]*)@(.*?)(?::\d+)?(?::\d+)?$/;

/** The patterns above go over a line several times; no real stack is near these. */
const MAX_STACK = 50_000;
const MAX_LINE = 1000;

/** The frames of a stack as V8, Firefox and Safari write it, the innermost first; other lines are passed over. */
export function stackFrames(stack: string): readonly StackFrame[] {
  const lines = stack.slice(0, MAX_STACK).split('\n');
  return lines.flatMap((full) => {
    const line = full.slice(0, MAX_LINE);
    const match = V8_NAMED.exec(line) ?? bare(line) ?? AT_SIGN.exec(line.trim());
    if (!match) return [];
    const [, functionName = '', file = ''] = match;
    return file === '' ? [] : [{ functionName: functionName.trim(), file }];
  });
}

function bare(line: string): [string, string, string] | undefined {
  const match = V8_BARE.exec(line);
  // A frame of native code has a name and no file.
  return match?.[1]?.includes('/') ? [line, '', match[1]] : undefined;
}

/** Code of the engine, of extensions and of libraries. */
const FOREIGN = /^(native|<anonymous>|\[native code\]|node:|internal\/)|^[\w-]+-extension:|\/node_modules\//;

/** Whether the file is of the page or program itself, and not of what it runs on. */
export const isOwnFile = (file: string): boolean => !FOREIGN.test(file);

/**
 * The frame as it stays from one build and place to the next: the function, and the file's name without its folder, query and the hash
 * that bundlers put into it.
 */
export function frameText({ functionName, file }: StackFrame): string {
  const path = file.replace(/[?#].*$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1).replace(BUILD_HASH, '') || '(page)';
  return `${functionName || '(anonymous)'} ${name}`;
}

/** `index-B3dk29fA.js`, `main.4f9a1c2e.js`: eight or more letters and digits, with a digit among them, before the ending. */
const BUILD_HASH = /[-.](?=[\w-]*\d)[\w-]{8,}(?=\.[a-z]+$)/i;
