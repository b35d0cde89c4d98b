/** The router's rules: what a question is, in six languages, and which tier and effort it gets without asking anybody. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Effort, Tier, Why } from '../../../src/chat/index.ts';
import { createCatalog, createRouter, type RouteQuestion } from '../../../src/model/index.ts';

const signal = new AbortController().signal;
const catalog = createCatalog({}, { model: 'auto', isAlone: false });

/** Asks a router that may ask nobody: where the rules are not sure, the test fails. */
async function routed(
  text: string,
  {
    before = [],
    ...more
  }: Partial<Omit<RouteQuestion, 'before'>> & { readonly before?: readonly string[] } = {},
  within = catalog,
) {
  const client = {
    stream: () => {
      throw new Error('The rules should have been sure.');
    },
  };
  const { tier, effort, why, calls } = await createRouter({ catalog: within, client })(
    {
      text,
      attachments: [],
      // Taken in turns, the last one ours; a single one is a person's.
      before: before.map((said, index) => ({
        text: said,
        fromUs: before.length > 1 && (before.length - index) % 2 === 1,
      })),
      strain: 0,
      ...more,
    },
    signal,
  );
  expect(calls).toEqual([]);
  return { tier, effort, why };
}

const file = (name: string, declaredType?: string) => ({ attachments: [{ name, declaredType }] });

const CODE = '```ts\nconst total = items.map((item) => item.price);\nreturn total.reduce(add);\n```';

describe('a question is answered by', () => {
  const cases: readonly (readonly [string, string, Parameters<typeof routed>[1], Tier, Effort, Why])[] = [
    ['a greeting', 'hello there!', {}, 'nano', 'none', 'simple'],
    ['German thanks', 'Vielen Dank dir!', {}, 'nano', 'none', 'simple'],
    ['Spanish small talk', 'hola, ¿qué tal?', {}, 'nano', 'none', 'simple'],
    ['French thanks', 'merci beaucoup, c’est parfait', {}, 'nano', 'none', 'simple'],
    ['Japanese thanks', 'ありがとうございます', {}, 'nano', 'none', 'simple'],
    ['a Chinese greeting', '大家早上好', {}, 'nano', 'none', 'simple'],
    ['pictographs alone', '🎉👍🏽', {}, 'nano', 'none', 'simple'],
    ['a fact', 'what is the capital of Peru?', {}, 'mini', 'low', 'simple'],
    ['a German fact', 'Wie hoch ist der Brocken?', {}, 'mini', 'low', 'simple'],
    ['a Japanese fact', '富士山の高さは何メートルですか?', {}, 'mini', 'low', 'simple'],
    ['a translation', 'Translate to French: "We prove the theorem."', {}, 'mini', 'low', 'simple'],
    ['a Chinese translation', '把"您的订单已发货"翻译成英文', {}, 'mini', 'low', 'simple'],
    ['an explanation', 'Explain how a heat pump works', {}, 'standard', 'low', 'ordinary'],
    ['French advice', 'Que visiter à Lyon en deux jours ?', {}, 'standard', 'low', 'ordinary'],
    ['an email', 'Escribe un correo para pedir un día libre', {}, 'standard', 'low', 'ordinary'],
    ['a small script', 'write a bash script that renames photos', {}, 'standard', 'low', 'code'],
    ['a bug in code', `There is a bug, it returns NaN:\n${CODE}`, {}, 'standard', 'medium', 'code'],
    [
      'a Chinese crash',
      '```\njava.lang.NullPointerException: x\n```\n报错了,帮我分析原因',
      {},
      'flagship',
      'high',
      'code',
    ],
    ['a proof', 'Prove that the square root of 2 is irrational', {}, 'standard', 'medium', 'reasoning'],
    [
      'a German proof',
      'Beweise durch Induktion, dass die Summe stimmt',
      {},
      'standard',
      'medium',
      'reasoning',
    ],
    ['a short story', 'Write a short story about a lighthouse', {}, 'standard', 'medium', 'ordinary'],
    ['a photo', 'what is this?', file('IMG_1.jpg', 'image/jpeg'), 'mini', 'low', 'media'],
    ['a chart', 'explain the trend', file('sales-chart.png', 'image/png'), 'standard', 'medium', 'media'],
    ['handwriting', 'read this handwriting', file('note.heic'), 'standard', 'low', 'media'],
    ['a recording', 'what does he say?', file('voice.ogg', 'audio/ogg'), 'standard', 'low', 'media'],
    ['a document', 'summarise this', file('report.pdf', 'application/pdf'), 'standard', 'low', 'long'],
    ['a contract', 'Which clauses are risky?', file('MSA.docx'), 'standard', 'medium', 'reasoning'],
    ['a long paste', `sum up\n${'The team met and talked. '.repeat(400)}`, {}, 'standard', 'low', 'long'],
  ];
  it.each(cases)('%s', async (_name, text, more, tier, effort, why) => {
    expect(await routed(text, more)).toEqual({ tier, effort, why });
  });
});

describe('care that is asked for', () => {
  it.each([
    'Think hard: should we rename the product?',
    'Bitte genau nachdenken: Sollen wir das Produkt umbenennen?',
    'Piensa paso a paso: ¿cómo cambiamos el nombre del producto?',
    'Réfléchis bien : comment renommer le produit ?',
    'じっくり考えて、どうすればいいか教えて',
    '请仔细思考:怎么给产品改名?',
  ])('raises the effort: %s', async (text) => {
    expect(await routed(text, {}, alone())).toMatchObject({ effort: 'high', why: 'careful' });
  });

  it('brings the strongest model to a hard question', async () => {
    const text = `Think carefully and review the design of our transactions, they deadlock under load:\n${CODE}`;
    expect(await routed(text)).toEqual({ tier: 'flagship', effort: 'xhigh', why: 'careful' });
  });

  it('is not what the words of a pasted text say', async () => {
    const pasted = `Summarise these rules:\n${'Members meet on Mondays. '.repeat(40)}Think very carefully about the fee. ${'Members meet. '.repeat(80)}`;
    expect(await routed(pasted)).toMatchObject({ why: 'long' });
  });

  it('is not asked for by instructions that are to be given step by step', async () => {
    expect(await routed('How do I descale a kettle, step by step?')).toMatchObject({ effort: 'low' });
  });
});

describe('what was said before', () => {
  const before = ['what is the capital of Australia?', 'Sydney.'];

  it('is what a short question goes on from', async () => {
    const hard = [
      'Why does this deadlock? Two transactions update the same rows of the database.',
      'Because …',
    ];
    expect(await routed('and why?', { before: hard })).toMatchObject({ tier: 'standard', effort: 'medium' });
    expect(await routed('and of Peru?', { before })).toMatchObject({ tier: 'mini', effort: 'low' });
  });

  it.each([
    "that's wrong, try again",
    'das stimmt nicht',
    'eso no es correcto',
    'c’est faux',
    '違います',
    '不对',
  ])('was no good, so the next try gets a tier and an effort more: %s', async (text) => {
    expect(await routed(text, { before })).toMatchObject({ tier: 'standard', effort: 'medium' });
  });

  it('cannot have been wrong where nothing was said', async () => {
    expect(await routed('how do I find out what is wrong with my tomatoes?')).toMatchObject({
      effort: 'low',
    });
  });
});

describe('budgets that run low', () => {
  const text = `Review the design of our transactions and find out why they deadlock:\n${CODE}`;

  it('are saved from four fifths on: a tier less and medium effort at most', async () => {
    expect(await routed(text, { strain: 0.79 })).toEqual({ tier: 'flagship', effort: 'high', why: 'code' });
    expect(await routed(text, { strain: 0.8 })).toEqual({
      tier: 'standard',
      effort: 'medium',
      why: 'saving',
    });
  });

  it('are saved harder near their end: low effort at most', async () => {
    expect(await routed(text, { strain: 1 })).toEqual({ tier: 'standard', effort: 'low', why: 'saving' });
  });

  it('change nothing about what is cheapest anyway', async () => {
    expect(await routed('thanks!', { strain: 1 })).toEqual({ tier: 'nano', effort: 'none', why: 'simple' });
  });

  it('leave nothing to spend on finding out', async () => {
    expect(await routed(UNSURE, { strain: 0.8 })).toMatchObject({ tier: 'mini', why: 'saving' });
  });
});

describe('a tier whose model cannot see', () => {
  const blind = (...tiers: readonly Tier[]) =>
    createCatalog(
      { tiers: Object.fromEntries(tiers.map((tier) => [tier, { model: 'deepseek-chat' }])) },
      { model: 'gpt-5.5', isAlone: false },
    );
  const picture = file('photo.jpg', 'image/jpeg');

  it('is left for the next one that can where there is a picture', async () => {
    expect(await routed('what is this?', picture, blind('mini'))).toMatchObject({
      tier: 'standard',
      why: 'media',
    });
    expect(await routed('what is this?', picture, blind('nano', 'mini', 'standard'))).toMatchObject({
      tier: 'flagship',
    });
  });

  it('is left for a weaker one where no stronger one can', async () => {
    const within = blind('standard', 'flagship', 'ultra');
    expect(await routed('explain the trend in this chart', picture, within)).toMatchObject({ tier: 'mini' });
  });

  it('is left for a video too, of which frames are shown', async () => {
    expect(await routed('what happens?', file('clip.mp4', 'video/mp4'), blind('standard'))).toMatchObject({
      tier: 'flagship',
    });
  });

  it('stays where there are only words, and where none can see', async () => {
    expect(await routed('what is the capital of Peru?', {}, blind('mini'))).toMatchObject({ tier: 'mini' });
    const all = blind('nano', 'mini', 'standard', 'flagship', 'ultra');
    expect(await routed('what is this?', picture, all)).toMatchObject({ tier: 'mini' });
  });
});

describe('a text meant to hold the router up', () => {
  it.each([
    ['of open quotation marks', '"„«「`'.repeat(200_000)],
    ['of spaces', ' '.repeat(1_000_000)],
    ['of list points', '1) '.repeat(330_000)],
    ['of almost errors', 'aerror.'.repeat(140_000)],
    ['of almost queries', 'select '.repeat(140_000)],
    ['of words that begin alike', 'denk formulier überleg '.repeat(45_000)],
    ['of characters that grow when they are made plain', 'ﷺ'.repeat(1_000_000)],
    ['of half characters', '\ud83d'.repeat(1_000_000)],
  ])('%s takes no time: a megabyte is decided in half a second', async (_name, text) => {
    const began = performance.now();
    await routed(text, { before: [text, text, text, text] }, alone());
    expect(performance.now() - began).toBeLessThan(500);
  });
});

/** Neither a word nor its form says how hard this is. */
const UNSURE = 'Thomas is very healthy, but he has to go to the hospital every day because of his twin.';

/** One model for everything, which is never asked to judge. */
const alone = () => createCatalog({}, { model: 'my-model', isAlone: true });

it('a server with one model is not asked how hard a question is', async () => {
  expect(await routed(UNSURE, {}, alone())).toEqual({ tier: 'standard', effort: 'low', why: 'ordinary' });
});

it('the tier ultra and the effort max are never picked', async () => {
  const hardest = `Think very hard. Prove it, compare all designs, calculate the cost and find the bug:\n${CODE}`;
  const again = await routed(`That's wrong, try again. ${hardest}`, { before: [hardest, 'It is so.'] });
  expect(again).toEqual({ tier: 'flagship', effort: 'xhigh', why: 'careful' });
});

it('the first question of a process is decided at once, too: in a tenth of a second of work', async () => {
  const program = `
    const { createCatalog, createRouter } = await import(${JSON.stringify(new URL('../../../src/model/index.ts', import.meta.url))});
    const route = createRouter({ catalog: createCatalog({}, { model: 'local', isAlone: true }), client: {} });
    const text = 'Please compare these two systems and tell me why the deployment fails under load. '.repeat(30);
    const before = [{ text, fromUs: false }, { text, fromUs: true }];
    const began = process.cpuUsage();
    await route({ text, attachments: [{ name: 'a-chart.png' }], before, strain: 0 }, new AbortController().signal);
    const { user, system } = process.cpuUsage(began);
    console.log((user + system) / 1000);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  expect(Number(stdout)).toBeGreaterThan(0);
  expect(Number(stdout)).toBeLessThan(100);
});
