/** What a model writes, as HTML that can do no harm. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStreamRenderer, renderMarkdown } from '../../../adapters/web/markdown.ts';

describe('Markdown', () => {
  it.each([
    [
      '**bold** _it_ ~~gone~~ `code`',
      '<p><strong>bold</strong> <em>it</em> <del>gone</del> <code>code</code></p>',
    ],
    ['# One\n\n###### Six', '<h3>One</h3>\n<h6>Six</h6>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
    ['- a\n\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
    ['3. c\n4. d', '<ol start="3"><li>c</li><li>d</li></ol>'],
    ['> wise', '<blockquote><p>wise</p></blockquote>'],
    ['```ts\na < b\n```', '<pre tabindex="0" data-language="ts"><code>a &lt; b</code></pre>'],
    ['a  \nb', '<p>a<br>b</p>'],
    [
      '<https://a.example>',
      '<p><a href="https://a.example" target="_blank" rel="noopener noreferrer">https://a.example</a></p>',
    ],
    [
      '[a][1]\n\n[1]: https://a.example',
      '<p><a href="https://a.example" target="_blank" rel="noopener noreferrer">a</a></p>\n',
    ],
    ['so $x^2$', '<p>so x²</p>'],
    ['$\\unknown{<b>}$', '<p><code>\\unknown{&lt;b&gt;}</code></p>'],
    ['$$\na \\\\ b\n$$', '<pre tabindex="0"><code>a\nb</code></pre>'],
    ['- [x] done', '<ul><li><span role="img" aria-label="Done">☑</span> done</li></ul>'],
  ])('%j', (markdown, html) => expect(renderMarkdown(markdown)).toBe(html));

  it('draws a table that can be scrolled and reached by keyboard', () => {
    expect(renderMarkdown('| a | b |\n|---|--:|\n| 1 | **2** |')).toBe(
      '<div class="table" tabindex="0"><table><thead><tr><th>a</th><th class="align-right">b</th></tr></thead>' +
        '<tbody><tr><td>1</td><td class="align-right"><strong>2</strong></td></tr></tbody></table></div>',
    );
  });

  it('shows raw HTML as text', () => {
    expect(renderMarkdown('<img src=x onerror=alert(1)>')).toBe('<p>&lt;img src=x onerror=alert(1)&gt;</p>');
    expect(renderMarkdown('a <b onclick="x">b</b>')).toBe(
      '<p>a &lt;b onclick=&quot;x&quot;&gt;b&lt;/b&gt;</p>',
    );
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '/api/actions',
    '//evil',
    'file:///x',
    '#top',
  ])('leads nowhere with %s', (url) => expect(renderMarkdown(`[here](<${url}>)`)).toBe('<p>here</p>'));

  it('loads no image: a link to it stands in its place, also inside another link', () => {
    expect(renderMarkdown('![a chart](https://a.example/c.png)')).toBe(
      '<p><a href="https://a.example/c.png" target="_blank" rel="noopener noreferrer">a chart</a></p>',
    );
    expect(renderMarkdown('[![logo](https://a.example/l.png)](https://b.example)')).toBe(
      '<p><a href="https://b.example" target="_blank" rel="noopener noreferrer">logo</a></p>',
    );
  });

  it('lets nothing out of an attribute', () => {
    const html = renderMarkdown(
      '[x](https://a.example/"onmouseover="alert(1)) ![" onerror="x](https://a.example)',
    );
    expect(html).not.toMatch(/<[^>]*" on/);
  });

  it('survives absurd nesting', () => {
    expect(renderMarkdown(`${'>'.repeat(500)} deep`)).toContain('deep');
    expect(renderMarkdown(`${'*_'.repeat(500)}deep${'_*'.repeat(500)}`)).toContain('deep');
  });

  it('writes only elements it knows, whatever the text', () => {
    const pieces = fc.constantFrom(
      '<', '>', '"', "'", '[', ']', '(', ')', '!', '`', '*', '|', '\n', '\n\n', '- ', '1. ', '> ', '#', 'a', ' ', '&lt;',
      'javascript:', 'https://a.example', '<script>', '<img src=x onerror=y>', '[^1]', ': ', '&#106;', '\\',
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const html = renderMarkdown(parts.join(''));
        for (const [tag] of html.matchAll(/<[^>]*>/g))
          expect(tag).toMatch(
            /^<\/?(p|h[3-6]|hr|blockquote|ul|ol|li|pre|code|div|table|thead|tbody|tr|th|td|sup|em|strong|del|br|a|span)( (start|class|tabindex|data-language|href|target|rel|role|aria-label)="[^"<>]*")*>$/,
          );
        for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^(https?|mailto):/);
      }),
    );
  });
});

describe('a text that is being written', () => {
  const blocks = fc.constantFrom(
    'A paragraph with **bold** words.\n', 'and a line more\n', '\n', '# Title\n', '- item\n', '  - nested\n', '1. first\n',
    '```js\n', 'const x = 1;\n', '```\n', '> quote\n', '| a | b |\n', '|---|---|\n', '| 1 | 2 |\n', '---\n', '***\n',
    '    indented\n', '<div>\n', '===\n', '$$\n', 'x = y\n', '\\[\n', '\\]\n', '[a]: https://a.example\n', '[a]\n', '[^1]: note\n',
  ); // prettier-ignore

  it('looks at its end as if it had been written in one go', () => {
    fc.assert(
      fc.property(fc.array(blocks, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (parts, step) => {
        const whole = parts.join('');
        const render = createStreamRenderer();
        for (let length = step; length < whole.length; length += step) render(whole.slice(0, length));
        expect(render(whole)).toBe(renderMarkdown(whole));
      }),
      { numRuns: 100 },
    );
  });

  it('may also be replaced', () => {
    const render = createStreamRenderer();
    render('one\n\ntwo\n\nthree\n\nfour');
    expect(render('something else')).toBe('<p>something else</p>');
  });
});
