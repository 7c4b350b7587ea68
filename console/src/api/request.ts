/* One fetch for everything: CSRF header, language, problem bodies, abort.  Nothing here knows React. */
import { ApiError } from './error';
import type { ProblemBody } from './types';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Options {
  signal?: AbortSignal;
  /** ETag of the version that was edited; 412 resource_changed when another one is current. */
  ifMatch?: string | number;
  /** Create only: fails when the resource is there already. */
  ifNew?: boolean;
  /** Sent as Idempotency-Key; one is made for every POST if absent. */
  idempotencyKey?: string;
  /** The query of a POST that has one; that of GET and DELETE is made of the arguments. */
  query?: Record<string, unknown>;
}

let csrf: string | null = null;
let lang = 'zh';
let onSignedOut: () => void = () => undefined;

export const setCsrf = (token: string | null): void => { csrf = token; };
export const setRequestLang = (l: string): void => { lang = l; };
export const setSignedOutHandler = (f: () => void): void => { onSignedOut = f; };

/* randomUUID exists only in secure contexts; a server on a LAN address over plain HTTP is none. */
const freshKey = (): string => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');

/** Fills `{name}` in a path and returns what was left of the arguments. */
export function fillPath(template: string, args: Record<string, unknown>): [string, Record<string, unknown>] {
  const rest = { ...args };
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name];
    if (value === undefined || value === null || value === '') throw new Error(`${template}: ${name} is missing`);
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  return [path, rest];
}

export function queryString(args: Record<string, unknown>): string {
  const q = new URLSearchParams();
  for (const [k, v] of Object.entries(args)) {
    if (v === undefined || v === null || v === '') continue;
    q.set(k, String(v));
  }
  const s = q.toString();
  return s ? `?${s}` : '';
}

async function problemOf(r: Response): Promise<ApiError> {
  const retry = Number(r.headers.get('Retry-After'));
  const id = r.headers.get('X-Request-Id') ?? undefined;
  let body: Partial<ProblemBody> = {};
  if (/json/.test(r.headers.get('Content-Type') ?? '')) {
    try { body = (await r.json()) as ProblemBody; } catch { /* a cut-off body: the status says enough */ }
  }
  return new ApiError(r.status, { ...(id ? { request_id: id } : {}), title: r.statusText, ...body }, retry > 0 ? retry : undefined);
}

export async function request<T>(method: Method, template: string, args: Record<string, unknown>, o: Options = {}): Promise<T> {
  const [path, rest] = fillPath(template, args);
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': lang };
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  if (o.ifMatch !== undefined) headers['If-Match'] = `"${o.ifMatch}"`;
  if (o.ifNew) headers['If-None-Match'] = '*';
  if (method === 'POST') headers['Idempotency-Key'] = o.idempotencyKey ?? freshKey();

  const plain = method === 'GET' || method === 'DELETE';
  let body: BodyInit | undefined;
  if (!plain && Object.keys(rest).length > 0) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(rest);
  }
  let r: Response;
  try {
    r = await fetch(path + queryString(plain ? rest : o.query ?? {}), { method, headers, body, signal: o.signal, credentials: 'same-origin' });
  } catch (e) {
    if (o.signal?.aborted) throw e;
    throw new ApiError(0, { code: 'unreachable' });
  }
  if (!r.ok) {
    const e = await problemOf(r);
    // A refused login is an answer to the form; everywhere else 401 means that the session is gone.
    if (r.status === 401 && !template.startsWith('/api/login')) onSignedOut();
    throw e;
  }
  if (r.status === 204) return undefined as T;
  return (/json/.test(r.headers.get('Content-Type') ?? '') ? r.json() : r.text()) as Promise<T>;
}

/** Sends a file with progress (0..1): XMLHttpRequest, because fetch cannot report what was sent. */
export function sendFile<T>(path: string, file: Blob, onProgress: (share: number) => void, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const x = new XMLHttpRequest();
    x.open('POST', path);
    x.responseType = 'text';
    x.setRequestHeader('Content-Type', 'application/octet-stream');
    x.setRequestHeader('Accept-Language', lang);
    x.setRequestHeader('Idempotency-Key', freshKey());
    if (csrf) x.setRequestHeader('X-CSRF-Token', csrf);
    x.upload.onprogress = (e) => { if (e.lengthComputable) onProgress(e.loaded / e.total); };
    x.onload = () => {
      let body: unknown = {};
      try { body = JSON.parse(x.responseText); } catch { /* not JSON: the status says enough */ }
      if (x.status >= 200 && x.status < 300) return resolve(body as T);
      if (x.status === 401) onSignedOut();
      reject(new ApiError(x.status, body as ProblemBody));
    };
    x.onerror = () => reject(new ApiError(0, { code: 'unreachable' }));
    x.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    signal?.addEventListener('abort', () => x.abort());
    x.send(file);
  });
}
