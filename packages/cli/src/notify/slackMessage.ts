import { clipText } from './clipText.ts';

/** https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/methods/chat.postMessage#truncating */
const LIMITS = { text: 4000, blocks: 50, header: 150, section: 3000 } as const;

export interface SlackMessage {
  /** What a notification shows. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly unfurl_links: false;
}

type SlackBlock =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | { readonly type: 'section'; readonly text: { readonly type: 'mrkdwn'; readonly text: string } }
  | {
      readonly type: 'context';
      readonly elements: readonly [{ readonly type: 'mrkdwn'; readonly text: string }];
    };

export interface SlackContent {
  readonly title: string;
  readonly headline: string;
  /** In Slack's own markup, see {@link slackText}. */
  readonly sections: readonly string[];
  readonly footer: string;
}

/** A message as Slack takes it; what is longer is cut. */
export function slackMessage({ title, headline, sections, footer }: SlackContent): SlackMessage {
  const section = (text: string): SlackBlock => ({
    type: 'section',
    text: { type: 'mrkdwn', text: clipText(text, LIMITS.section) },
  });
  const shown = sections.filter((text) => text !== '').slice(0, LIMITS.blocks - 3);
  return {
    text: clipText(`${slackText(title)}: ${slackText(headline)}`, LIMITS.text),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: clipText(title, LIMITS.header) } },
      section(slackText(headline)),
      ...shown.map(section),
      { type: 'context', elements: [{ type: 'mrkdwn', text: clipText(slackText(footer), LIMITS.section) }] },
    ],
    unfurl_links: false,
  };
}

/** A text of a row: no mention (`<!channel>`), no link, no formatting. A word joiner keeps marks from pairing up. */
export const slackText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[*_~`]/g, '\u2060$&\u2060')
    .replace(/\s+/g, ' ');
