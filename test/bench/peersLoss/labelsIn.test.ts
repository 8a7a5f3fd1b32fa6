import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBody } from './intake/decodeBody.ts';
import { PEERS } from './peers.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const json = (value: unknown) => bytes(JSON.stringify(value));
const track = (label: string) => ({ event: 'said', properties: { label, token: 'key' } });

function labelsOf(name: string, body: Uint8Array): readonly string[] {
  const intake = PEERS.find((peer) => peer.name === name)?.intake;
  if (intake?.kind !== 'collector') throw new Error(`${name} has no collector`);
  return intake.labelsIn(decodeBody(body));
}

describe('the events in what a page posted', () => {
  it('are the event items of a Sentry envelope, not the breadcrumbs that repeat earlier ones', () => {
    const breadcrumbs = [{ category: 'sentry.event', message: 't.0' }];
    const lines = [
      { event_id: 'e', sent_at: '2026-01-01' },
      { type: 'event' },
      { message: 't.1', breadcrumbs },
      { type: 'client_report' },
      { message: 't.2' },
    ];
    expect(labelsOf('sentry', bytes(lines.map((line) => JSON.stringify(line)).join('\n')))).toEqual(['t.1']);
  });

  it('are those of a batch of PostHog, gzipped or as a form with base64', () => {
    const batch = [track('t.0'), track('t.1')];
    expect(labelsOf('posthog', gzipSync(json(batch)))).toEqual(['t.0', 't.1']);
    expect(labelsOf('posthog', json({ api_key: 'key', batch }))).toEqual(['t.0', 't.1']);
    const form = `data=${encodeURIComponent(Buffer.from(json(track('t.2'))).toString('base64'))}`;
    expect(labelsOf('posthogAtOnce', bytes(form))).toEqual(['t.2']);
  });

  it('are one a request of Segment and RudderStack, or those of a batch', () => {
    for (const name of ['segment', 'rudderstack']) {
      expect(labelsOf(name, json(track('t.3')))).toEqual(['t.3']);
      expect(labelsOf(name, json({ batch: [track('t.4'), track('t.5')] }))).toEqual(['t.4', 't.5']);
    }
  });

  it('are the structured events of Snowplow', () => {
    const data = [{ e: 'se', se_la: 't.6' }, { e: 'pv' }, { e: 'se', se_la: 't.7' }];
    expect(labelsOf('snowplow', json({ schema: 'payload_data', data }))).toEqual(['t.6', 't.7']);
  });

  it('are none in other requests', () => {
    for (const { name, intake } of PEERS) {
      if (intake.kind !== 'collector') continue;
      for (const body of ['', 'no json', '[]', '{"data":1}']) expect(labelsOf(name, bytes(body))).toEqual([]);
    }
  });
});
