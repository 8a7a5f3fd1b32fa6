import type { Transport } from './transport.ts';

/** A transport through which nothing goes while it is shut, whoever asks. */
export function gatedTransport(transport: Transport, isOpen: () => boolean): Transport {
  const withheld = { kind: 'unreachable', status: 0, reason: 'nothing is sent without consent' } as const;
  return {
    requestTicket: async (...given) => (isOpen() ? transport.requestTicket(...given) : withheld),
    putShard: async (...given) => (isOpen() ? transport.putShard(...given) : withheld),
    shardStates: async (...given) => (isOpen() ? transport.shardStates(...given) : withheld),
  };
}
