/** A rule of docs/SPEC.md. */
export interface Rule {
  readonly id: string;
  /** Why it has no test yet, where it is marked `*(open: …)*`. */
  readonly open?: string;
}

/** A file of tests. */
export interface TestFile {
  readonly path: string;
  readonly source: string;
}

export interface SpecReport {
  readonly problems: readonly string[];
  /** Rules that are knowingly without a test, each with its reason. */
  readonly open: readonly string[];
}

const RULE = /^- \*\*([A-Z]+\d+)\*\*(?: \*\(open: ([^)]+)\)\*)?/gm;

/** The ids at the head of a title, which follows a parenthesis: `it('[R3] …'`, `it.each(…)('[R3] [R5] …'`. */
const TITLE = /\(\s*['"`]((?:\[[A-Z]+\d+\] ?)+)/g;

/** The rules of a specification: lines such as `- **R1** …` and `- **R2** *(open: needs a phone)* …`. */
export const parseRules = (spec: string): Rule[] =>
  [...spec.matchAll(RULE)].map(([, id = '', open]) => (open === undefined ? { id } : { id, open }));

/** Holds rules against the tests that name them. */
export function compareSpec(rules: readonly Rule[], tests: readonly TestFile[]): SpecReport {
  const tested = testedIds(tests);
  const known = new Set(rules.map((rule) => rule.id));
  const unknown = [...tested].filter(([id]) => !known.has(id));
  return {
    problems: [
      ...rules.flatMap((rule, i) => ruleProblems(rule, rules.slice(0, i), tested)),
      ...unknown.map(([id, path]) => `${id}: ${path} tests it, but no such rule stands`),
    ],
    open: rules.flatMap(({ id, open }) => (open === undefined ? [] : [`${id}: open: ${open}`])),
  };
}

/** Each id that a test carries, with the last file that does. */
function testedIds(tests: readonly TestFile[]): Map<string, string> {
  const tested = new Map<string, string>();
  for (const { path, source } of tests) {
    for (const [, ids = ''] of source.matchAll(TITLE)) {
      for (const [, id = ''] of ids.matchAll(/\[(\w+)\]/g)) tested.set(id, path);
    }
  }
  return tested;
}

function ruleProblems(
  { id, open }: Rule,
  before: readonly Rule[],
  tested: ReadonlyMap<string, string>,
): string[] {
  const problems: string[] = [];
  if (before.some((rule) => rule.id === id)) problems.push(`${id}: stands twice in the specification`);
  if (open === undefined && !tested.has(id)) problems.push(`${id}: no test carries it`);
  if (open !== undefined && tested.has(id))
    problems.push(`${id}: is marked open, but ${tested.get(id)} tests it; take the mark away`);
  return problems;
}
