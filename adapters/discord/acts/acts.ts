/** What rules that watch do on Discord: look at a message, find places, react, know who may do what. */
import type { Acts } from '../../../src/chat/index.ts';
import { around, named } from '../reading/around.ts';
import { locate } from '../reading/located.ts';
import { authorOf } from '../normalize.ts';
import { readMessage } from '../reading/one-message.ts';
import { createPeople } from '../reading/people.ts';
import type { Places } from '../reading/places.ts';
import { unlessAway } from './outage.ts';
import { createPlacing } from './placing.ts';
import { createReacting } from './reacting.ts';
import { rightsLacked } from './rights.ts';

function partsAt(places: Places) {
  const people = createPeople(places);
  return { places, people, place: createPlacing({ places, people }), react: createReacting(places) };
}

/** @param placesNow what is known of places, once the adapter was started */
export function createActs(placesNow: () => Places | undefined): Acts {
  let made: ReturnType<typeof partsAt> | undefined;
  const parts = () => {
    const places = placesNow();
    if (!places) throw new Error('the Discord adapter was not started');
    return (made ??= partsAt(places));
  };
  return {
    message: (conversation, id, signal) =>
      unlessAway(async () => readMessage(parts().places, conversation, id, signal)),
    place: (placing, signal) => unlessAway(async () => parts().place(placing, signal)),
    react: (conversation, messageId, emoji, signal) =>
      unlessAway(async () => parts().react(conversation, messageId, emoji, signal)),
    member: (id, workspace, signal) =>
      unlessAway(async () => {
        const member = await parts().people.find(workspace, id, signal);
        return member && authorOf(member.user, member);
      }),
    lacks: (person, conversation, rights, signal) =>
      unlessAway(async () => rightsLacked(parts(), person, conversation, rights, signal)),
    around: (conversation, signal) => unlessAway(async () => around(parts().places, conversation, signal)),
    named: (id, { workspace }, signal) =>
      unlessAway(async () => named(parts().places, id, workspace, signal)),
    located: (link, near, signal) => unlessAway(async () => locate(parts().places, link, near, signal)),
  };
}
