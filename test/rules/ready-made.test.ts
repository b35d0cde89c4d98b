/** The ready-made rules: each can be taken as it is, with what it needs to be told. */
import { describe, expect, it } from 'vitest';
import { READY_MADE, readRule, RuleName } from '../../src/rules/index.ts';

describe.each(Object.entries(READY_MADE))('the ready-made rule %s', (name, { about, needs }) => {
  const told = needs === undefined ? {} : { then: { to: { platform: 'discord', channel: '1' } } };
  const read = readRule({ ready: name, ...told });
  const rule = 'rule' in read ? read.rule : undefined;

  it('is a rule, once it is told what it needs', () => {
    expect(read).toHaveProperty('rule');
    expect(rule?.about).toBe(about);
    expect(RuleName.safeParse(name).success).toBe(true);
  });

  it('says what it needs where it is not told', () => {
    const alone = readRule({ ready: name });
    const faults = 'faults' in alone ? alone.faults.join('\n') : undefined;
    if (needs === undefined) expect(faults).toBeUndefined();
    else expect(faults).toContain(`${needs.split(':')[0]!}: expected where it goes`);
  });

  it('can say nothing where there is nothing to say, and cannot spend without end', () => {
    expect(rule?.limits.usdPerDay).toBeGreaterThan(0);
    if (rule?.then.prompt !== undefined) expect(rule.then.prompt).toContain('NOTHING');
    else expect(rule?.when).toHaveProperty('question');
  });
});
