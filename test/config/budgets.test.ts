import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/index.ts';

const faultOf = (settings: string): string => {
  try {
    parseConfig({}, settings);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('budgets in attache.yaml', () => {
  it('say what may be spent by whom, and what is asked about first', () => {
    const settings = `
budgets:
  askAbove: 0.42
  timeZone: Europe/Berlin
  limits:
    - { for: person, per: day, usd: 1 }
    - { for: channel, per: month, usd: 50, channel: C0123456789, platform: slack }
    - { for: workspace, per: month, tokens: 20000000 }
    - { for: everyone, per: month, usd: 200, tokens: 100000000 }
    - { for: person, per: day, usd: 10, users: ['U1'], roles: ['R1'] }
`;
    expect(parseConfig({}, settings).budgets).toEqual({
      askAbove: 0.42,
      timeZone: 'Europe/Berlin',
      limits: [
        { for: 'person', per: 'day', usd: 1 },
        { for: 'channel', per: 'month', usd: 50, channel: 'C0123456789', platform: 'slack' },
        { for: 'workspace', per: 'month', tokens: 20_000_000 },
        { for: 'everyone', per: 'month', usd: 200, tokens: 100_000_000 },
        { for: 'person', per: 'day', usd: 10, users: ['U1'], roles: ['R1'] },
      ],
    });
  });

  it('limit nothing and ask nothing where there are none; days are those of the machine', () => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    expect(parseConfig({}).budgets).toEqual({ timeZone, limits: [] });
    expect(parseConfig({}, 'budgets: { askAbove: 1 }').budgets).toEqual({
      askAbove: 1,
      timeZone,
      limits: [],
    });
  });

  it.each([
    ['{ for: person, per: day }', 'expected usd or tokens: a limit needs an amount'],
    ['{ for: persons, per: day, usd: 1 }', '0.for: expected person, channel, workspace or everyone'],
    ['{ per: day, usd: 1 }', '0.for: expected person, channel, workspace or everyone'],
    ['{ for: person, per: week, usd: 1 }', '0.per: expected day or month'],
    ['{ for: person, usd: 1 }', '0.per: expected day or month'],
    ['{ for: person, per: day, usd: 0 }', '0.usd: expected more than 0 dollars'],
    ['{ for: person, per: day, usd: "$1" }', '0.usd: expected dollars as a number'],
    ['{ for: person, per: day, tokens: 1.5 }', '0.tokens: expected a whole number of tokens'],
    ['{ for: person, per: day, usd: 1, users: [123] }', '0.users.0: expected an id in quotes'],
    ['{ for: person, per: day, usd: 1, users: [] }', '0.users: expected at least one id, or leave it out'],
    [
      '{ for: person, per: day, usd: 1, channel: "C1" }',
      'there is no channel in a limit for person. It takes per, usd, tokens, platform, users, roles',
    ],
    ['{ for: everyone, per: day, usd: 1, platform: slack }', 'there is no platform in a limit for everyone'],
    ['{ for: channel, per: day, usd: 1, platform: irc }', '0.platform: expected discord, slack or web'],
  ])('say what is wrong in %s', (limit, sentence) => {
    const fault = faultOf(`budgets: { limits: [${limit}] }`);
    expect(fault).toContain('attache.yaml: budgets.limits.0');
    expect(fault).toContain(sentence);
  });

  it.each([
    ['timeZone: Berlin', 'budgets.timeZone: expected a time zone such as Europe/Berlin'],
    ['askAbove: 0', 'budgets.askAbove: expected more than 0 dollars'],
    ['askOver: 1', 'askOver'],
  ])('say what is wrong in %s beside the limits', (setting, sentence) => {
    expect(faultOf(`budgets: { ${setting} }`)).toContain(sentence);
  });
});
