import { expect, it, onTestFinished } from 'vitest';
import { launchBrowser } from '../browser.ts';
import {
  expectReceiptsAndPrice,
  expectWholeQuestion,
  FILES,
  QUESTION,
  REASONING,
  startBot,
  startModel,
} from './bench.ts';

it('Playground: files and a question dropped into a real browser are answered on the page', async () => {
  const openai = await startModel();
  const { url } = await startBot(openai, {});
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(url);

  await page.locator('input[type=file]').setInputFiles(FILES.map(({ path }) => path));
  await page.getByRole('textbox').fill(QUESTION);
  await page.getByRole('textbox').press('Enter');

  await expectWholeQuestion(openai);
  await page.getByText('$').waitFor();
  const text = await page.locator('main').innerText();
  expect(text).toContain('The photo shows a street. The recording walks through the settings.');
  expectReceiptsAndPrice(text);
  await page.getByRole('button', { name: 'Show what you saw' }).click();
  const sheet = page.getByRole('img', { name: 'frames of screen.mp4' });
  await sheet.waitFor();
  expect(await sheet.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBeGreaterThan(900);
  await page.getByRole('button', { name: 'Show reasoning' }).click();
  await page.locator('.shown').getByText(REASONING).waitFor();
});

it('Playground: an answer is given again, thought about harder and explained by its buttons', async () => {
  const openai = await startModel();
  const { url } = await startBot(openai, {});
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto(url);
  await page.getByRole('textbox').fill('why?');
  await page.getByRole('textbox').press('Enter');
  const answer = (index: number) => page.locator('.answer').nth(index);

  openai.reply('Because.');
  await answer(0).getByRole('button', { name: 'Regenerate' }).click();
  await answer(1).getByText('Because.').waitFor();
  await answer(0).getByRole('button', { name: 'Show reasoning' }).click();
  await page.locator('.shown').getByText(REASONING).waitFor();
  openai.reply('Because, after all.');
  await answer(1).getByRole('button', { name: 'Think harder (high)' }).focus();
  await page.keyboard.press('Enter');
  await answer(2).getByText('Because, after all.').waitFor();
  await answer(2).getByText('gpt-5.5 · high').waitFor();

  const asked = openai.requests.filter(({ endpoint }) => endpoint === 'responses').map((one) => one.asked);
  expect(asked.map((one) => one?.effort)).toEqual(['medium', 'medium', 'high']);
  expect(new Set(asked.map((one) => JSON.stringify(one?.turns.at(-1)))).size).toBe(1);
  expect(await page.locator('.turn').count()).toBe(1);
});
