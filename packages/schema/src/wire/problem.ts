import * as v from 'valibot';
import { ERRORS, type ErrorCode } from './errorCode.ts';
import { ERROR_TITLES } from './errorTitles.ts';

const lineNumber = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Problem Details (RFC 9457) with our extensions. */
export const problemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  detail: v.string(),
  code: v.picklist(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
  retryable: v.boolean(),
  /** Of the line that is wrong, from 1, where the request is made of lines. */
  line: v.optional(lineNumber),
  /** The column that is wrong, or the way into it: `segments[2].ref`. */
  column: v.optional(v.pipe(v.string(), v.minLength(1))),
});

export type Problem = v.InferOutput<typeof problemSchema>;

/** Where in a request something is wrong, as far as there is such a place. */
export type ProblemPlace = Pick<Problem, 'line' | 'column'>;

export const PROBLEM_TYPE = 'application/problem+json';

/** The body of an error: status, title and `retryable` follow from the code. */
export function problemOf(code: ErrorCode, detail: string, place: ProblemPlace = {}): Problem {
  const { status, retryable } = ERRORS[code];
  const title = ERROR_TITLES[code];
  return { type: `urn:parqueue:error:${code}`, title, status, detail, code, retryable, ...place };
}

/** Our Problem Details in an answer's body, or undefined: a proxy's page, a captive portal, a code of a later version. */
export function parseProblem(body: unknown): Problem | undefined {
  const result = v.safeParse(problemSchema, body);
  return result.success ? result.output : undefined;
}
