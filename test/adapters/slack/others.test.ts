/** Other bots: rules may listen to them. And what it costs to listen to many. */
import { describe, expect, test } from 'vitest';
import { connect } from './harness.ts';

async function inChannel() {
  const scene = await connect();
  const ann = scene.slack.user('Ann');
  const general = scene.slack.channel('general');
  const robot = scene.slack.bot('Robot');
  return { ...scene, ann, general, robot };
}

describe('another bot', () => {
  test('is heard as a bot: its bot id is who it is, whatever it calls itself; its other ids are beside it', async () => {
    const { slack, general, robot, events } = await inChannel();
    await slack.sayAsBot({ bot: robot, channel: general.id, text: 'build *failed*' }).delivered;
    await slack.sayAsBot({ bot: robot, channel: general.id, text: 'it is late', as: 'Cuckoo' }).delivered;
    expect(events).toMatchObject([
      {
        type: 'message',
        message: {
          text: 'build **failed**',
          fromBot: true,
          fromUs: false,
          author: { id: robot.botId, name: 'Robot', roles: [robot.userId, robot.appId] },
        },
        target: { userId: robot.userId },
      },
      {
        message: {
          fromBot: true,
          author: { id: robot.botId, name: 'Cuckoo', roles: [robot.appId] },
        },
        target: { userId: robot.botId },
      },
    ]);
  });

  test('has a name although Slack does not tell it', async () => {
    const { slack, general, robot, events } = await inChannel();
    slack.fail('users.info', { error: 'user_not_found' });
    await slack.sayAsBot({ bot: robot, channel: general.id, text: 'hi' }).delivered;
    expect(events).toMatchObject([{ message: { author: { name: 'Robot' } } }]);
  });

  test('is heard when it changes what it said, and when it takes it back', async () => {
    const { slack, general, robot, events } = await inChannel();
    const { ts, delivered } = slack.sayAsBot({ bot: robot, channel: general.id, text: '3 of 4 passed' });
    await delivered;
    await slack.edit(general.id, ts, '4 of 4 passed');
    await slack.remove(general.id, ts);
    expect(events).toMatchObject([
      { type: 'message' },
      { type: 'edited', message: { id: ts, text: '4 of 4 passed', author: { id: robot.botId } } },
      { type: 'deleted', messageId: ts, conversation: { channel: general.id } },
    ]);
  });

  test('is not what we have said ourselves, nor Slack telling who has joined', async () => {
    const { slack, ann, general, events } = await inChannel();
    const ours = slack.say({ user: slack.botUserId, channel: general.id, text: 'A heron.', asBot: true });
    await ours.delivered;
    await slack.edit(general.id, ours.ts, 'A grey heron.');
    await slack.remove(general.id, ours.ts);
    for (const subtype of ['channel_join', 'channel_topic', 'pinned_item'])
      await slack.say({ user: ann.id, channel: general.id, text: subtype, subtype }).delivered;
    expect(events).toEqual([]);
  });

  test('may be Slack itself', async () => {
    const { slack, general, events } = await inChannel();
    await slack.say({ user: 'USLACKBOT', channel: general.id, text: 'Reminder: bread.' }).delivered;
    expect(events).toMatchObject([{ message: { fromBot: true, author: { id: 'USLACKBOT' } } }]);
  });
});

describe('to listen', () => {
  test('costs one call for each person who speaks: 50 for 1,000 messages', async () => {
    const { slack, general, robot, events } = await inChannel();
    const people = Array.from({ length: 50 }, (_, index) => slack.user(`Person ${index}`));
    for (let round = 0; round < 20; round++) {
      const said = people.map(({ id }) => slack.say({ user: id, channel: general.id, text: `${round}` }));
      const beside = slack.sayAsBot({ bot: robot, channel: general.id, text: 'tick', as: 'Clock' });
      await Promise.all([...said, beside].map(({ delivered }) => delivered));
    }
    expect(events).toHaveLength(1_020);
    const calls = slack.calls.filter(({ method }) => !/^(?:auth|apps)\./.test(method));
    expect(calls.map(({ method }) => method)).toEqual(people.map(() => 'users.info'));
    expect(slack.throttled()).toBe(0);
  }, 30_000);

  test('where more begin to speak at once than Slack tells of, the others are ids until it takes more questions', async () => {
    const { slack, general, events } = await inChannel();
    const people = Array.from({ length: 150 }, (_, index) => slack.user(`Person ${index}`));
    for (const { id } of people) await slack.say({ user: id, channel: general.id, text: 'hi' }).delivered;
    const named = events.filter(
      (event) => event.type === 'message' && event.message.author.name !== event.message.author.id,
    );
    expect(named).toHaveLength(100);
    expect(slack.throttled()).toBe(1);
  }, 30_000);
});
