import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { DownloadOutlined } from './icons';

const sources = import.meta.glob<string>(['/src/**/*.ts', '/src/**/*.tsx'], { eager: true, query: '?raw', import: 'default' });

describe('icons', () => {
  it('say nothing', () => {
    const html = renderToStaticMarkup(createElement(DownloadOutlined));
    expect(html).toContain('aria-hidden="true"');
    expect(html).not.toMatch(/aria-label/);
  });
  it('come from theme/icons only', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(100);
    expect(Object.entries(sources).filter(([f, s]) => !f.includes('theme/icons') && /from '@ant-design\/icons/.test(s)).map(([f]) => f)).toEqual([]);
  });
});
