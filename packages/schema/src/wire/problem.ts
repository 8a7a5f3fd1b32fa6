import * as v from 'valibot';
import { ERRORS, type ErrorCode } from './errorCode.ts';

/** Problem Details (RFC 9457) with our two extensions. */
export const problemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  detail: v.string(),
  code: v.picklist(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
  retryable: v.boolean(),
});

export type Problem = v.InferOutput<typeof problemSchema>;

export const PROBLEM_TYPE = 'application/problem+json';

/** The body of an error: status, title and `retryable` come from the table of codes. */
export function problemOf(code: ErrorCode, detail: string): Problem {
  const { status, retryable, title } = ERRORS[code];
  return { type: `urn:parqueue:error:${code}`, title, status, detail, code, retryable };
}

/** Our Problem Details in an answer's body, or undefined: a proxy's page, a captive portal, a code of a later version. */
export function parseProblem(body: unknown): Problem | undefined {
  const result = v.safeParse(problemSchema, body);
  return result.success ? result.output : undefined;
}
