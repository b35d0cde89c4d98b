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
  await page.getByText('Reasoning').click();
  expect(await page.locator('main').innerText()).toContain(REASONING);
});
