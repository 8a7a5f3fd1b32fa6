import type { Peer } from './peer.ts';
import type { TrialResult } from './runTrial.ts';

/** One line a peer; for each case how many events were called, lost and duplicated, all rounds together. */
export function markdownOf(
  peers: readonly Peer[],
  caseNames: readonly string[],
  results: readonly TrialResult[],
): string {
  const heads = ['', 'version', ...caseNames];
  const rule = heads.map((_, i) => (i < 2 ? '---' : '--:'));
  const rows = peers.map((peer) => [
    peer.title,
    peer.npm === undefined ? 'this repository' : `\`${peer.npm.package}\` ${peer.npm.version}`,
    ...caseNames.map((caseName) =>
      cellOf(results.filter((one) => one.peer === peer.name && one.caseName === caseName)),
    ),
  ]);
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cellOf(results: readonly TrialResult[]): string {
  if (results.length === 0) return 'not run';
  const sum = (pick: (one: TrialResult) => number) =>
    results.reduce((all, one) => all + pick(one), 0).toLocaleString('en');
  return [sum(({ called }) => called), sum(({ lost }) => lost), sum(({ duplicated }) => duplicated)].join(
    ' / ',
  );
}
