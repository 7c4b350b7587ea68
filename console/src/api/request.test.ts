import { afterEach, describe, expect, it, vi } from 'vitest';
import { isApiError } from './error';
import { ops } from './ops';
import { fillPath, queryString, request, setCsrf, setSignedOutHandler } from './request';

const answer = (status: number, body: unknown, headers: Record<string, string> = { 'Content-Type': 'application/json' }) =>
  vi.stubGlobal('fetch', vi.fn(() => Promise.resolve(new Response(status === 204 ? null : JSON.stringify(body), { status, headers }))));
const sent = () => (fetch as unknown as ReturnType<typeof vi.fn>).mock.calls[0] as [string, RequestInit];
afterEach(() => { vi.unstubAllGlobals(); setCsrf(null); });

describe('request', () => {
  it('fills paths and keeps the rest', () => {
    expect(fillPath('/a/{x}/b', { x: 'ä/b', y: 1 })).toEqual(['/a/%C3%A4%2Fb/b', { y: 1 }]);
    expect(() => fillPath('/a/{x}', {})).toThrow('x is missing');
    expect(queryString({ a: 1, b: undefined, c: '', d: false })).toBe('?a=1&d=false');
  });
  it('sends GET arguments as query, without a CSRF header', async () => {
    setCsrf('secret');
    answer(200, {});
    await ops.getOverview({ workspace: 'demo', days: 30, compare: 'previous' });
    expect(sent()[0]).toBe('/api/w/demo/overview?days=30&compare=previous');
    expect(sent()[1].headers).not.toHaveProperty('X-CSRF-Token');
  });
  it('sends changes with CSRF, If-Match and a body', async () => {
    setCsrf('secret');
    answer(200, {});
    await ops.putSegment({ workspace: 'demo', slug: 'vip', title: { zh: '甲', en: 'A' }, expression: 'true' }, { ifMatch: 3 });
    const [url, init] = sent();
    expect(url).toBe('/api/w/demo/segments/vip');
    expect(init.headers).toMatchObject({ 'X-CSRF-Token': 'secret', 'If-Match': '"3"' });
    expect(JSON.parse(init.body as string)).toEqual({ title: { zh: '甲', en: 'A' }, expression: 'true' });
  });
  it('turns problem bodies into errors with their place and hint', async () => {
    answer(422, { type: 'x', title: 'Bad', status: 422, code: 'syntax', detail: 'unexpected )', hint: 'remove it', place: { line: 1, column: 4, length: 1 }, request_id: 'r1' });
    const e = await request('POST', '/x', {}).catch((x: unknown) => x);
    expect(isApiError(e) && [e.code, e.hint, e.place?.column, e.requestId]).toEqual(['syntax', 'remove it', 4, 'r1']);
  });
  it('tells of a lost session, but not of a wrong password', async () => {
    const lost = vi.fn();
    setSignedOutHandler(lost);
    answer(401, { code: 'login_failed', detail: 'no' });
    await ops.login({ email: 'a', password: 'b' }).catch(() => undefined);
    expect(lost).not.toHaveBeenCalled();
    answer(401, { code: 'unauthenticated', detail: 'no' });
    await ops.me({}).catch(() => undefined);
    expect(lost).toHaveBeenCalledOnce();
  });
  it('says when the server cannot be reached, and how long to wait when throttled', async () => {
    vi.stubGlobal('fetch', vi.fn(() => Promise.reject(new TypeError('failed'))));
    expect(await ops.me({}).catch((e: unknown) => isApiError(e) && e.status)).toBe(0);
    answer(429, { code: 'login_throttled', detail: 'no' }, { 'Content-Type': 'application/problem+json', 'Retry-After': '30' });
    expect(await ops.login({ email: 'a', password: 'b' }).catch((e: unknown) => isApiError(e) && e.retryAfter)).toBe(30);
  });
  it('answers nothing for 204', async () => {
    answer(204, null);
    expect(await ops.logout({})).toBeUndefined();
  });
});
