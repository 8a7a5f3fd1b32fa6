import { clipText } from './clipText.ts';

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits, and of a webhook's `content`. */
const LIMITS = {
  content: 2000,
  embeds: 10,
  title: 256,
  description: 4096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  footer: 2048,
  /** Of titles, descriptions, names, values and footers of all embeds of a message. */
  total: 6000,
} as const;

export interface DiscordField {
  readonly name: string;
  readonly value: string;
  readonly inline?: boolean;
}

export interface DiscordEmbed {
  readonly title?: string;
  readonly description?: string;
  readonly color?: number;
  readonly fields?: readonly DiscordField[];
  readonly footer?: { readonly text: string };
  /** ISO 8601. */
  readonly timestamp?: string;
}

export interface DiscordMessage {
  readonly content: string;
  readonly embeds: readonly DiscordEmbed[];
  /** Nobody is called by what a row says. */
  readonly allowed_mentions: { readonly parse: readonly [] };
}

/** A message as Discord takes it. What is longer is cut; embeds that are too many or too long together go into messages of their own. */
export function discordMessages(content: string, embeds: readonly DiscordEmbed[]): DiscordMessage[] {
  const groups: DiscordEmbed[][] = [[]];
  let size = 0;
  for (const embed of embeds.map(fitted)) {
    const more = sizeOf(embed);
    const last = groups.at(-1) ?? [];
    if (last.length >= LIMITS.embeds || (last.length > 0 && size + more > LIMITS.total)) {
      groups.push([embed]);
      size = more;
    } else {
      last.push(embed);
      size += more;
    }
  }
  return groups.map((group, i) => ({
    content: i === 0 ? clipText(content, LIMITS.content) : '',
    embeds: group,
    allowed_mentions: { parse: [] },
  }));
}

function fitted(embed: DiscordEmbed): DiscordEmbed {
  const { title, description, fields, footer } = embed;
  const cut: DiscordEmbed = {
    ...embed,
    ...(title !== undefined && { title: clipText(title, LIMITS.title) }),
    ...(description !== undefined && { description: clipText(description, LIMITS.description) }),
    ...(footer !== undefined && { footer: { text: clipText(footer.text, LIMITS.footer) } }),
  };
  // A field is given only while the whole stays within what a message may hold; an empty one is refused.
  const kept: DiscordField[] = [];
  let free = LIMITS.total - sizeOf({ ...cut, fields: [] });
  for (const { name, value, inline } of (fields ?? []).slice(0, LIMITS.fields)) {
    const field = { name: clipText(name, LIMITS.fieldName), value: clipText(value, LIMITS.fieldValue) };
    const size = field.name.length + field.value.length;
    if (field.name === '' || field.value === '' || size > free) continue;
    free -= size;
    kept.push({ ...field, ...(inline !== undefined && { inline }) });
  }
  if (free < 0) {
    const { description: text = '' } = cut;
    return { ...cut, description: clipText(text, text.length + free), fields: [] };
  }
  return { ...cut, ...(fields !== undefined && { fields: kept }) };
}

function sizeOf({ title = '', description = '', fields = [], footer }: DiscordEmbed): number {
  const inFields = fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0);
  return title.length + description.length + inFields + (footer?.text.length ?? 0);
}

/** A text of a row: nothing of it is taken for formatting, a link or a mention. */
export const discordText = (text: string): string =>
  text.replace(/[\\`*_~|>[\]()#:<@-]/g, '\\$&').replace(/\s+/g, ' ');
