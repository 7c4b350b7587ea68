import { describe, expect, it } from 'vitest';
import { fill } from './fill';
import { groups, guides } from './guides';
import { parseGuide, spans } from './markdown';

describe('guides', () => {
  it('are the same ones with the same code in both languages', () => {
    const shape = (lang: 'zh' | 'en') => guides[lang].map((g) => [g.id, g.group, g.key, g.blocks.map((b) => (b.kind === 'code' ? b.text : b.kind))]);
    expect(guides.en.length).toBeGreaterThan(10);
    expect(shape('zh')).toEqual(shape('en'));
  });
  it('belong to groups that the page shows', () => { for (const g of guides.en) expect(groups).toContain(g.group); });
  it('leave no placeholder when the key is known', () => {
    for (const g of guides.en) for (const b of g.blocks) if (b.kind === 'code') expect(fill(b.text, { origin: 'http://127.0.0.1:7420', secret: 'wk_1' })).not.toMatch(/shoal\.example\.com|_KEY/);
  });
});

describe('fill', () => {
  it('puts address, host and protocol', () =>
    expect(fill("{ host: 'shoal.example.com', protocol: 'https' } https://shoal.example.com/sa?project=WRITE_KEY", { origin: 'http://h:1', secret: 'wk_$1' })).toBe("{ host: 'h:1', protocol: 'http' } http://h:1/sa?project=wk_$1"));
  it('leaves the key where it is not known', () => expect(fill('SERVER_KEY', { origin: 'https://h', secret: null })).toBe('SERVER_KEY'));
});

describe('what guides are written in', () => {
  const text = '<!-- guide group=web order=1 key=browser -->\n# Title\n\nSome `code`.\n\n## More\n\n```js app.js\na\n\n## b\n```\n';
  it('is read', () => expect(parseGuide('x', text)).toEqual({ id: 'x', group: 'web', order: 1, key: 'browser', title: 'Title', blocks: [
    { kind: 'text', spans: [{ kind: 'text', text: 'Some ' }, { kind: 'code', text: 'code' }, { kind: 'text', text: '.' }] },
    { kind: 'heading', text: 'More' }, { kind: 'code', language: 'js', file: 'app.js', text: 'a\n\n## b' }] }));
  it('has words that matter', () => expect(spans('a **b** c')).toEqual([{ kind: 'text', text: 'a ' }, { kind: 'strong', text: 'b' }, { kind: 'text', text: ' c' }]));
  it('is refused when it is something else', () => {
    expect(() => parseGuide('x', '# Title')).toThrow();
    expect(() => parseGuide('x', `${text}\n\`\`\`js\n`)).toThrow();
  });
});
