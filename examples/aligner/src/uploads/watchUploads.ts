import type { Environment } from '@parqueue/example-recorder/environment';
import type { Connection } from '@parqueue/example-recorder/status/connection';
import type { AlignerLogger } from '../alignerLogger.ts';
import { stateOf, withRevision } from './upload.ts';
import type { UploadsModel } from './uploadsModel.ts';

export interface Watched {
  /** How sending goes. */
  connection(): Connection;
  /** Asks where an upload is, such as after a change of it. */
  ask(rowId: string): void;
}

export interface WatchOptions {
  readonly log: AlignerLogger;
  readonly uploads: UploadsModel;
  readonly environment: Pick<Environment, 'isOnline' | 'onOnlineChange'>;
  readonly changed: () => void;
}

/** Follows where the uploads are: by the logger's events, and by asking it for those that were on their way when the page came. */
export function watchUploads({ log, uploads, environment, changed }: WatchOptions): Watched {
  let isRetrying = false;

  function ask(rowId: string): void {
    if (uploads.find(rowId) === undefined) return;
    log.runs
      .row(rowId)
      .state()
      .then((answer) => uploads.change(rowId, (upload) => ({ ...upload, state: stateOf(answer) })))
      .catch(() => {
        // The engine is away; what is known stays, and its events come later.
      });
  }

  const heard = (isOut: boolean) => {
    isRetrying = isOut;
    changed();
  };
  log.on('stored', ({ rowIds }) => rowIds.forEach(ask));
  log.on('accepted', ({ rowIds }) => {
    heard(false);
    rowIds.forEach(ask);
  });
  log.on('committed', ({ rowIds, shardId, commit, path }) => {
    for (const rowId of rowIds) {
      uploads.change(rowId, (upload) => withRevision(upload, { shardId, commit, path }));
      ask(rowId);
    }
  });
  log.on('retry', () => heard(true));
  environment.onOnlineChange(changed);
  for (const { rowId, state } of uploads.all())
    if (state.kind !== 'committed' && state.kind !== 'failed') ask(rowId);

  return {
    connection: () => (environment.isOnline() ? (isRetrying ? 'retrying' : 'sending') : 'offline'),
    ask,
  };
}
