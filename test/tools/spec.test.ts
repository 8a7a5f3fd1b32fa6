import { describe, expect, it } from 'vitest';
import { compareSpec, parseRules } from '../../scripts/spec/compareSpec.ts';

const SPEC =
  '# Spec\n\n- **R1** first.\n- **R2** *(open: needs a phone)* second. See **R1**.\n- **SC10** third\n';

/** The source of a test; the ids are put in brackets here, so that this file names no rule. */
const titled = (...ids: string[]): string => `it('${ids.map((id) => `[${id}] `).join('')}does', () => {});`;
const reportOf = (...sources: string[]) =>
  compareSpec(
    parseRules(SPEC),
    sources.map((source, i) => ({ path: `${i}.test.ts`, source })),
  );

describe('the specification check', () => {
  it('reads rules, with what is open', () => {
    expect(parseRules(SPEC)).toEqual([{ id: 'R1' }, { id: 'R2', open: 'needs a phone' }, { id: 'SC10' }]);
  });

  it('is content when every rule has a test, or a reason', () => {
    expect(reportOf(titled('R1', 'SC10'))).toEqual({ problems: [], open: ['R2: open: needs a phone'] });
    expect(reportOf(`it.each([1])(\n  "[${'R1'}] x", f)`, titled('SC10')).problems).toEqual([]);
  });

  it('finds a rule without a test', () => {
    expect(reportOf(titled('R1')).problems).toEqual(['SC10: no test carries it']);
    expect(
      reportOf(titled('R1'), `// see [${'SC10'}]`, `const x = list['[${'SC10'}]']`).problems,
    ).toHaveLength(1);
  });

  it('finds a test of an unknown rule, and of one that is marked open', () => {
    expect(reportOf(titled('R1'), titled('SC10', 'X9'), titled('R2')).problems).toEqual([
      'R2: is marked open, but 2.test.ts tests it; take the mark away',
      'X9: 1.test.ts tests it, but no such rule stands',
    ]);
  });

  it('finds a rule that stands twice', () => {
    expect(compareSpec(parseRules(SPEC + SPEC), []).problems).toContain(
      'R1: stands twice in the specification',
    );
  });
});
