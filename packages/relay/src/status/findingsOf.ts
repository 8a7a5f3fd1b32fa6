import type { HubFailure } from '../hub/hubError.ts';
import type { DatasetFacts, SpoolFacts, TableFacts } from './datasetFacts.ts';
import { counted, formatRelative, formatShare } from './words.ts';

/** Something of a dataset that is not as it should be. */
export interface Finding {
  /** `failed` needs the operator, `waiting` mends itself. */
  readonly state: 'failed' | 'waiting';
  /** A sentence: what is so. */
  readonly what: string;
  /** Sentences: what to do, and what becomes of the data meanwhile. */
  readonly todo: string;
  /** The words of the Hub or of the spool, where there are any. */
  readonly words: string | null;
}

type Advice = Omit<Finding, 'words'>;

/** A spool this full has little room left; one this full refuses large shards. */
const NEARLY_FULL = 0.8;
const FULL = 0.99;

/** What is wrong with a dataset, and what to do about it: what needs the operator first. None where all is well. */
export function findingsOf({ repo, spool }: DatasetFacts, now: number): readonly Finding[] {
  if (spool === undefined) return [SILENT];
  const findings = [
    ofCommits(spool, repo),
    ofAge(spool, now),
    ofRoom(spool),
    ...spool.tables.map(ofConflict),
    ofDead(spool),
  ];
  return findings
    .filter((finding) => finding !== null)
    .toSorted((a, b) => Number(a.state === 'waiting') - Number(b.state === 'waiting'));
}

const SILENT: Finding = {
  state: 'failed',
  what: 'The spool does not answer.',
  todo: 'Look into the Worker’s log. Pages keep their rows until it answers.',
  words: null,
};

function ofCommits(spool: SpoolFacts, repo: string): Finding | null {
  const { failure, problem, nextCommitAt } = spool;
  if (failure !== null) {
    const known = problem?.startsWith('CardError') ? CARD : FAILURES[failure];
    return { ...known, todo: known.todo.replace('{repo}', repo), words: problem };
  }
  if (!spool.isTaking)
    return { state: 'failed', what: 'Nothing is taken.', todo: 'Mend the configuration.', words: problem };
  if (spool.commitsLeft > 0 || nextCommitAt === null) return null;
  return {
    state: 'waiting',
    what: 'The commits of this hour are used up.',
    todo: 'Nothing to do: the next one is made as soon as the Hub allows. If this happens often, raise COMMIT_INTERVAL.',
    words: null,
  };
}

const CARD: Advice = {
  state: 'failed',
  what: 'The dataset’s README.md cannot be kept in step, so no commit is made.',
  todo: 'Mend the lines between --- at its head in {repo}. What waits is committed a quarter of an hour later at the latest.',
};

const FAILURES: Readonly<Record<HubFailure['kind'], Advice>> = {
  unauthorized: {
    state: 'failed',
    what: 'The Hub refuses the relay’s token, so nothing more is taken.',
    todo: 'Make a token that may write {repo}, then run: npx wrangler secret put HF_TOKEN. What is here stays, and pages keep the rest.',
  },
  rejected: {
    state: 'failed',
    what: 'The Hub refuses a commit.',
    todo: 'Nothing to do yet: it is divided until the shard that is refused is alone, which becomes a dead letter.',
  },
  unavailable: {
    state: 'waiting',
    what: 'Commits do not get through.',
    todo: 'Nothing to do: they are tried again, at most every 15 minutes. If it lasts, see https://status.huggingface.co.',
  },
  throttled: {
    state: 'waiting',
    what: 'A quota of the Hub is used up.',
    todo: 'Nothing to do: the next commit waits as long as the Hub says. If this happens often, raise COMMIT_INTERVAL.',
  },
  conflict: {
    state: 'waiting',
    what: 'Somebody else commits to the repo.',
    todo: 'Nothing to do: the commit is tried again on top of theirs.',
  },
  bytesMissing: {
    state: 'waiting',
    what: 'The Hub does not have the bytes of a file yet.',
    todo: 'Nothing to do: they are sent again.',
  },
};

function ofAge({ failure, backlog, spoolMaxAgeMs }: SpoolFacts, now: number): Finding | null {
  if (failure === null || backlog.oldestAt === null || now - backlog.oldestAt <= spoolMaxAgeMs) return null;
  return {
    state: 'failed',
    what: `The oldest shard came ${formatRelative(backlog.oldestAt, now)}, so nothing more is taken.`,
    todo: 'Mend what keeps commits from being made. Pages keep their rows until then; SPOOL_MAX_AGE says how long is too long.',
    words: null,
  };
}

function ofRoom({ fill }: SpoolFacts): Finding | null {
  if (fill < NEARLY_FULL) return null;
  if (fill >= FULL)
    return {
      state: 'failed',
      what: 'The spool is full, so nothing more is taken.',
      todo: 'Mend what keeps commits from being made, or raise SPOOL_MAX_BYTES (an object holds 10 GB). Pages keep their rows until then.',
      words: null,
    };
  return {
    state: 'waiting',
    what: `The spool is ${formatShare(fill, 1)} full.`,
    todo: 'Those of whom most waits are refused first. It empties as commits are made.',
    words: null,
  };
}

function ofConflict({ table, conflict }: TableFacts): Finding | null {
  if (conflict === null) return null;
  return {
    state: 'failed',
    what: `Shards of the declared version of ${table} are refused.`,
    todo: 'Give the column its former type, or another name, in the tables file, and deploy. Pages keep their rows until then.',
    words: conflict,
  };
}

function ofDead({ deadCount }: SpoolFacts): Finding | null {
  if (deadCount === 0) return null;
  return {
    state: 'failed',
    what: `The Hub refuses ${counted(deadCount, 'shard')} for good.`,
    todo: 'Look at the dead letters: mend what the Hub complains of and requeue them, or delete them. Their bytes are kept until then.',
    words: null,
  };
}
