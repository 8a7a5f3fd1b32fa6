import { recitationError } from '@parqueue/schema/presets';
import { transportContract } from '../upload/transport.contract.ts';
import { createFakeRelay } from './fakeRelay.ts';

transportContract('of the fake relay', async () => {
  const relay = createFakeRelay([recitationError]);
  return {
    transport: relay,
    goDown: async () => {
      relay.isUp = false;
    },
    comeBack: async () => {
      relay.isUp = true;
    },
    close: async () => {},
  };
});
