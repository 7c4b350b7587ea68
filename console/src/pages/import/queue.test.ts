import { describe, expect, it } from 'vitest';
import { ApiError } from '@/api/error';
import type { Upload } from '@/api/types';
import { refusal, UPLOAD_MAX } from './files';
import { Queue } from './queue';

const file = (name: string, text = 'x') => new File([text], name);
const upload = (name: string): Upload => ({ id: `upl_${name}`, name, bytes: 1, expires_at: '2999-01-01T00:00:00.000Z' });
const settle = () => new Promise((r) => setTimeout(r, 0));

/* Sends that end when the test says so. */
function hand() {
  const open: { name: string; progress: (p: number) => void; done: () => void; fail: (e: unknown) => void }[] = [];
  const send = (_: string, f: File, progress: (p: number) => void, signal?: AbortSignal) => new Promise<Upload>((resolve, reject) => {
    open.push({ name: f.name, progress, done: () => resolve(upload(f.name)), fail: reject });
    signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });
  return { open, send };
}
const memory = () => {
  const m = new Map<string, string>();
  return { getItem: (k: string) => m.get(k) ?? null, setItem: (k: string, v: string) => { m.set(k, v); } };
};

describe('queue', () => {
  it('sends one after another and tells of each that arrives', async () => {
    const { open, send } = hand(), q = new Queue(send), came: string[] = [];
    q.add('w', [file('a.csv'), file('b.csv')], (u) => came.push(u.name));
    expect(q.all().map((i) => i.state)).toEqual(['sending', 'waiting']);
    open[0]?.progress(0.5);
    expect(q.all()[0]?.progress).toBe(0.5);
    open[0]?.done();
    await settle();
    expect(q.all().map((i) => i.state)).toEqual(['ready', 'sending']);
    open[1]?.done();
    await settle();
    expect(came).toEqual(['a.csv', 'b.csv']);
  });
  it('goes on after one that failed, and tries again', async () => {
    const { open, send } = hand(), q = new Queue(send);
    q.add('w', [file('a.csv'), file('b.csv')]);
    open[0]?.fail(new ApiError(413, { code: 'upload_quota' }));
    await settle();
    expect(q.all().map((i) => i.state)).toEqual(['failed', 'sending']);
    expect(q.all()[0]?.error?.code).toBe('upload_quota');
    open[1]?.done();
    await settle();
    q.again(q.all()[0]?.key ?? '');
    expect(open[2]?.name).toBe('a.csv');
  });
  it('breaks off what is taken out', async () => {
    const { open, send } = hand(), q = new Queue(send);
    q.add('w', [file('a.csv'), file('b.csv')]);
    q.remove(q.all()[0]?.key ?? '');
    await settle();
    expect(q.all().map((i) => [i.name, i.state])).toEqual([['b.csv', 'sending']]);
    expect(open.length).toBe(2);
  });
  it('does not send what cannot be read', () => {
    const { open, send } = hand(), q = new Queue(send);
    q.add('w', [file('a.xlsx'), file('b.csv', '')]);
    expect(q.all().map((i) => i.refused)).toEqual(['spreadsheet', 'empty']);
    expect(open.length).toBe(0);
  });
  it('remembers what arrived, until it expires', async () => {
    const { open, send } = hand(), kept = memory(), q = new Queue(send, kept);
    q.add('w', [file('a.csv')]);
    open[0]?.done();
    await settle();
    const later = new Queue(send, kept);
    expect(later.all().map((i) => i.upload?.id)).toEqual(['upl_a.csv']);
    later.removeUpload('upl_a.csv');
    expect(new Queue(send, kept).all()).toEqual([]);
    kept.setItem('shoal.import.ready', JSON.stringify([{ key: '1', workspace: 'w', name: 'x', bytes: 1, state: 'ready', progress: 1, upload: { ...upload('x'), expires_at: '2020-01-01T00:00:00.000Z' } }]));
    expect(new Queue(send, kept).all()).toEqual([]);
    kept.setItem('shoal.import.ready', '{broken');
    expect(new Queue(send, kept).all()).toEqual([]);
  });
});

it('refuses by name and size', () => {
  const of = (name: string, size = 5) => refusal({ name, size });
  expect([of('a.csv'), of('a.CSV.GZ'), of('a.ndjson'), of('orders')]).toEqual([null, null, null, null]);
  expect([of('A.XLSX'), of('a.zip'), of('a.pdf'), of('a.csv', 0), of('a.csv', UPLOAD_MAX + 1)]).toEqual(['spreadsheet', 'archive', 'other', 'empty', 'large']);
});
