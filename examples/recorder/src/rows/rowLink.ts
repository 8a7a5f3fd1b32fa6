import type { CommitPlace } from '@parqueue/schema/wire';

/** The dataset that the relay commits to, as `config.json` names it. */
export interface HubPlace {
  /** Address of the Hub: `https://huggingface.co`, or a local one. */
  readonly hub: string;
  /** `namespace/name`. */
  readonly repo: string;
}

/** Address of the dataset itself. */
export function datasetLink({ hub, repo }: HubPlace): string {
  return `${hub.replace(/\/+$/, '')}/datasets/${repo}`;
}

/** Address of the file of a committed row, at its commit: a page on the Hub, the file itself on a local one. */
export function rowLink(place: HubPlace, { commit, path }: CommitPlace): string {
  const view = /^(www\.)?huggingface\.co$/.test(new URL(place.hub).hostname) ? 'blob' : 'resolve';
  const file = path.split('/').map(encodeURIComponent).join('/');
  return `${datasetLink(place)}/${view}/${commit}/${file}`;
}
