import type { TestHeaders } from './openPage.ts';

/** For `OPERATOR_SECRET` of a relay under test. */
export const OPERATOR_SECRET = 'what only the operator of this relay knows';

export const asOperator: TestHeaders = { Authorization: `Bearer ${OPERATOR_SECRET}` };
