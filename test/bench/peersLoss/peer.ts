/** Something that takes events on a page and delivers them. */
export interface Peer {
  /** As it is given to `--peer`, and the name of its file in `page/sdks`. */
  readonly name: string;
  /** As the table has it. */
  readonly title: string;
  /** From npm; undefined for what is built from this repository. */
  readonly npm: { readonly package: string; readonly version: string } | undefined;
  /** Where its events arrive: at a collector that finds them in what was posted, or in a dataset behind the relay. */
  readonly intake: { readonly kind: 'collector'; readonly labelsIn: LabelsIn } | { readonly kind: 'relay' };
}

/** The labels of the events in the text of one request. Other requests of the same SDK have none. */
export type LabelsIn = (body: string) => readonly string[];
