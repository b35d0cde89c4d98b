/** `npm run watch:replay`, as a person runs it from a shell. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { message } from '../support/events.ts';
import { runProgram, temporaryFolder } from '../support/program.ts';

const RULE = `bill:
  when: {on: message, question: {ask: Is it about an invoice?}}
  then: {prompt: Help them., to: reply, model: mini}
`;

/** A folder with a rule, a history of two messages, and what a test adds. */
function prepared(files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  const lines = ['Where is my invoice?', 'Good morning'].map((text, index) =>
    JSON.stringify(
      message({
        id: `M${index}`,
        text,
        conversation: { platform: 'discord', workspace: 'G1', channel: 'C1', kind: 'channel' },
        sentAt: Date.UTC(2026, 0, 1, 9, index),
      }),
    ),
  );
  const all = { 'rule.yaml': RULE, 'said.jsonl': lines.join('\n'), ...files };
  for (const [name, content] of Object.entries(all)) writeFileSync(join(folder, name), content);
  return folder;
}

async function run(args: readonly string[], folder: string, env: Readonly<Record<string, string>> = {}) {
  const program = runProgram(['watch:replay', ...args], env, folder);
  const code = await program.ended;
  return { code, output: program.output(), errors: program.errors() };
}

describe('a replay', () => {
  it('tells what the rule would have done, line by line, and the sums', async () => {
    const { code, output, errors } = await run(['rule.yaml', 'said.jsonl'], prepared());
    expect(code).toBe(0);
    const lines = output.split('\n');
    expect(lines[0]).toMatch(
      /^2026-01-01 09:00 {2}Ada {2}“Where is my invoice\?” {2}Yes, sure to 100 %: the demo model says yes to everything {2}→ answers with a model’s words in a reply, about \$.+ \(act 1\)$/,
    );
    expect(lines).toContain('2 messages, 2 triggers, 2 acts.');
    expect(errors).toContain('the demo model was asked');
  });

  it('without a key says how to see real prices, where there are any', async () => {
    const folder = prepared({
      'answer.yaml': 'when: {on: message}\nthen: {prompt: Help them., to: reply}\n',
      'wave.yaml': 'when: {on: message}\nthen: {react: 👋}\n',
    });
    const { errors } = await run(['answer.yaml', 'said.jsonl'], folder);
    expect(errors).toMatch(/^Prices are those of the demo model.+add --no-model/);
    expect((await run(['answer.yaml', 'said.jsonl', '--no-model'], folder)).errors).toBe('');
    expect((await run(['wave.yaml', 'said.jsonl'], folder)).errors).toBe('');
  });

  it('counts calls at the price of the models that would be asked, with --no-model', async () => {
    const { code, output } = await run(['rule.yaml', 'said.jsonl', '--no-model'], prepared());
    expect(code).toBe(0);
    expect(output).toMatch(/Question: 2 calls, [\d,]+ tokens in, 120 out, \$0\.000\d+ \(not asked/);
    expect(output).toMatch(/Answers: 2 expected, .+ about \$0\.0\d+\./);
  });

  it('prints one JSON object with --json', async () => {
    const { output } = await run(['rule.yaml', 'said.jsonl', '--json', '--no-model'], prepared());
    expect(JSON.parse(output)).toMatchObject({ rule: 'bill', sums: { messages: 2, triggers: 2, acts: 2 } });
  });

  it('takes a rule of attache.yaml, and a ready-made one', async () => {
    const yaml = 'rules:\n  wave: {when: {on: message, matches: morning}, then: {react: 👋}}\n';
    const folder = prepared({ 'attache.yaml': yaml });
    expect((await run(['wave', 'said.jsonl'], folder)).output).toContain('2 messages, 1 triggers, 1 acts.');
    expect((await run(['flag-posts', 'said.jsonl', '--no-model'], folder)).output).toContain(
      '2 triggers, 2 acts',
    );
  });

  it('keeps nothing, neither where it was run nor elsewhere', async () => {
    const folder = prepared();
    const temporary = temporaryFolder();
    await run(['rule.yaml', 'said.jsonl', '--no-model'], folder, { TMPDIR: temporary });
    expect(readdirSync(folder).toSorted()).toEqual(['rule.yaml', 'said.jsonl']);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('what is wrong is told', () => {
  it.each([
    ['nothing to replay', ['rule.yaml'], /A rule and a file are needed\. Usage: /, 2],
    [
      'no such rule',
      ['bills', 'said.jsonl'],
      /There is no rule “bills”, and no such file\. .*voice-notes/,
      2,
    ],
    ['no such file', ['rule.yaml', 'nowhere'], /There is no file “nowhere”/, 2],
    [
      'an option that there is not',
      ['rule.yaml', 'said.jsonl', '--loud'],
      /Unknown option '--loud'\. Usage: /,
      2,
    ],
    [
      'a rule with a fault',
      ['bad.yaml', 'said.jsonl'],
      /Something is wrong with the rule “bad”:\nthen: expected/,
      1,
    ],
    ['two rules', ['two.yaml', 'said.jsonl'], /I expected one rule in “two\.yaml”/, 1],
    ['a history with a fault', ['rule.yaml', 'bad.jsonl'], /bad\.jsonl line 1: /, 1],
  ])('%s', async (_name, args, said, exitCode) => {
    const folder = prepared({
      'bad.yaml': 'when: {on: message}\nthen: {}\n',
      'two.yaml': `${RULE}${RULE.replace('bill', 'bill2')}`,
      'bad.jsonl': '{"id": 7}',
    });
    const { code, errors } = await run(args, folder);
    expect(errors).toMatch(said);
    expect(code).toBe(exitCode);
  });
});
