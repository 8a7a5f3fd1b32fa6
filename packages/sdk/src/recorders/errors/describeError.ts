/** What can be said of whatever was thrown. */
export interface DescribedError {
  /** The error's name, such as `TypeError`; `Message` where a text was given, and the kind of any other value. */
  readonly type: string;
  readonly message: string;
  /** The stack, then those of its causes and of the errors gathered in it; absent where there is none. */
  readonly stack?: string;
}

const MAX_CAUSES = 8;
const MAX_STACK = 50_000;
const MAX_MESSAGE = 10_000;

/** Never throws, whatever the value does when it is looked at. */
export function describeError(thrown: unknown): DescribedError {
  const seen: unknown[] = [];
  const { type, message } = headOf(thrown);
  const stack = stackOf(thrown, '', seen).slice(0, MAX_STACK);
  return { type, message: message.slice(0, MAX_MESSAGE), ...(stack === '' ? {} : { stack }) };
}

function headOf(thrown: unknown): { readonly type: string; readonly message: string } {
  if (typeof thrown === 'string') return { type: 'Message', message: thrown };
  if (typeof thrown !== 'object' || thrown === null) return { type: typeof thrown, message: textOf(thrown) };
  const name = read(thrown, 'name');
  const message = read(thrown, 'message');
  const type = typeof name === 'string' && name !== '' ? name : kindOf(thrown);
  if (typeof message === 'string') return { type, message: message === '' ? type : message };
  return { type, message: jsonOf(thrown) };
}

function stackOf(thrown: unknown, title: string, seen: unknown[]): string {
  if (typeof thrown !== 'object' || thrown === null || seen.includes(thrown) || seen.length > MAX_CAUSES)
    return '';
  seen.push(thrown);
  const own = ownStack(thrown);
  const cause = read(thrown, 'cause');
  const gathered = read(thrown, 'errors');
  const inner = [
    ...(cause === undefined ? [] : [stackOf(cause, 'Caused by: ', seen) || flat(cause, 'Caused by: ')]),
    ...(Array.isArray(gathered) ? gathered.map((one: unknown) => stackOf(one, 'Gathered: ', seen)) : []),
  ];
  return [own === '' ? '' : `${title}${own}`, ...inner].filter(Boolean).join('\n');
}

/** V8 begins a stack with the error's name and message, the others do not. */
function ownStack(thrown: object): string {
  const stack = read(thrown, 'stack');
  const { type, message } = headOf(thrown);
  const head = message === type ? type : `${type}: ${message}`;
  if (typeof stack !== 'string' || stack.trim() === '') return isErrorLike(thrown) ? head : '';
  return stack.startsWith(type) ? stack.trimEnd() : `${head}\n${stack.trimEnd()}`;
}

const isErrorLike = (thrown: object): boolean =>
  typeof read(thrown, 'message') === 'string' && typeof read(thrown, 'name') === 'string';

/** A cause that is no error. */
const flat = (cause: unknown, title: string): string =>
  typeof cause === 'object' && cause !== null ? '' : `${title}${textOf(cause)}`;

function read(thrown: object, key: string): unknown {
  try {
    return (thrown as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '[unreadable]';
  }
}

function jsonOf(value: object): string {
  try {
    return JSON.stringify(value) ?? textOf(value);
  } catch {
    return textOf(value);
  }
}

function kindOf(value: object): string {
  const maker = read(value, 'constructor');
  return typeof maker === 'function' && maker.name !== '' ? maker.name : 'object';
}
