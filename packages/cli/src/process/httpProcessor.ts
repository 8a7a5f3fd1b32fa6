import { networkProblem, readRetryAfter } from '../relay/postRows.ts';
import { Halt, Permanent, TryLater } from './processErrors.ts';
import { type CallInput, type Outcome, outcomeOf, type Processor } from './processor.ts';

/** How an endpoint takes sound. */
export type HttpForm = 'openai' | 'multi' | 'raw';

export interface HttpProcessorOptions {
  readonly url: string;
  readonly form: HttpForm;
  readonly model: string | undefined;
  readonly language: string | undefined;
  /** Other fields of the form. */
  readonly params: Readonly<Record<string, string>>;
  readonly token: string | undefined;
  readonly fetch: typeof fetch;
  readonly now: () => number;
}

/** Statuses that say that the address or the right is wrong, not the sound. */
const MISCONFIGURED = new Set([401, 403, 404, 405]);
const TEMPORARY = new Set([408, 425, 429]);

/** An HTTP endpoint that turns speech into text. */
export function createHttpProcessor(options: HttpProcessorOptions): Processor {
  const { url, form, model, language, params, token, fetch, now } = options;
  const fields = { ...(model && { model }), ...(language && { language }), ...params };
  return {
    takesMany: form === 'multi',
    needsRow: false,
    params: fields,
    async call(input, { signal }) {
      const headers: Record<string, string> = {
        accept: 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      };
      if (form === 'raw') headers['content-type'] = 'audio/flac';
      const body = form === 'raw' ? onlyBlob(input) : formOf(input, form, fields);
      let response: Response;
      let text: string;
      try {
        response = await fetch(url, { method: 'POST', headers, body, signal });
        text = await response.text();
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw new TryLater('NetworkError', networkProblem(error));
      }
      if (!response.ok) throw refusal(url, response, text, now);
      return readAnswer(response, text, input.items.length);
    },
  };
}

function formOf(input: CallInput, form: 'openai' | 'multi', fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const { bytes, path } of input.items)
    data.append(form === 'multi' ? 'files' : 'file', blobOf(bytes), path);
  if (form === 'openai') {
    data.append('response_format', fields['response_format'] ?? 'verbose_json');
    data.append('timestamp_granularities[]', 'segment');
  }
  for (const [name, value] of Object.entries(fields))
    if (name !== 'response_format' || form === 'multi') data.append(name, value);
  return data;
}

const blobOf = (bytes: Uint8Array): Blob => new Blob([new Uint8Array(bytes)], { type: 'audio/flac' });

function onlyBlob({ items }: CallInput): Blob {
  const [item] = items;
  if (item === undefined) throw new Error('a call without a recording');
  return blobOf(item.bytes);
}

function refusal(url: string, response: Response, text: string, now: () => number): Error {
  const { status, headers } = response;
  const said = `status ${status}${text === '' ? '' : `: ${text.slice(0, 300)}`}`;
  if (status >= 500 || TEMPORARY.has(status))
    return new TryLater(`Http${status}`, said, readRetryAfter(headers.get('retry-after'), now));
  if (MISCONFIGURED.has(status)) return new Halt(`${url}: ${said}; check --http and its token`);
  return new Permanent(said);
}

/** JSON of one transcript, or of one for each file; text that is no JSON is a transcript. */
function readAnswer(response: Response, text: string, count: number): Outcome {
  const isJson = response.headers.get('content-type')?.includes('json') ?? /^\s*[[{]/.test(text);
  if (!isJson) return outcomeOf({ text: text.trim() });
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new TryLater('AnswerError', `the answer is no JSON: ${text.slice(0, 100)}`);
  }
  const each = Array.isArray(answer) ? answer : (answer as { results?: unknown } | null)?.results;
  if (!Array.isArray(each)) {
    if (typeof (answer as { text?: unknown } | null)?.text === 'string') return outcomeOf(answer);
    throw new TryLater('AnswerError', `the answer has no text: ${text.slice(0, 100)}`);
  }
  if (each.length !== count)
    throw new TryLater('AnswerError', `the answer has ${each.length} results for ${count} recordings`);
  return eachOutcome(each);
}

/** Of several transcripts. */
export function eachOutcome(each: readonly unknown[]): Outcome {
  const isEmpty = each.every((data) => outcomeOf(data).status === 'empty');
  return isEmpty ? { status: 'empty' } : { status: 'ok', each };
}
