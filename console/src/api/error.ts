import type { ProblemBody } from './types';

/** Anything the server, or the way to it, refused. `status` 0 = no answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly hint: string | undefined;
  readonly place: ProblemBody['place'];
  readonly requestId: string | undefined;
  readonly fields: NonNullable<ProblemBody['errors']>;
  /** Seconds the server asked to wait (Retry-After), if it did. */
  readonly retryAfter: number | undefined;
  readonly body: ProblemBody | undefined;

  constructor(status: number, body: Partial<ProblemBody>, retryAfter?: number) {
    super(body.detail ?? body.title ?? `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = body.code ?? (status === 0 ? 'unreachable' : `http_${status}`);
    this.detail = body.detail ?? body.title ?? '';
    this.hint = body.hint;
    this.place = body.place;
    this.requestId = body.request_id;
    this.fields = body.errors ?? [];
    this.retryAfter = retryAfter;
    this.body = body.code ? (body as ProblemBody) : undefined;
  }
}

export const isApiError = (e: unknown): e is ApiError => e instanceof ApiError;
export const isAbort = (e: unknown): boolean => e instanceof DOMException && e.name === 'AbortError';
/** An error that has a place in the expression. */
export const placed = (e: unknown): e is ApiError => e instanceof ApiError && e.status === 422 && e.place !== undefined && e.place.line > 0;
