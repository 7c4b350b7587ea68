/* Idempotency keys of what operators post.  A request that was not answered (the line was cut, the page was closed) may have
   been done: the same request is therefore sent again with the same key, until it is answered. */
const waiting = new Map<string, string>();

const fresh = (): string => `console-${Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, '0')).join('')}`;

/** The key of this very request: the same one until `settled`. */
export function keyOf(request: object): string {
  const id = JSON.stringify(request);
  let key = waiting.get(id);
  if (key === undefined) waiting.set(id, (key = fresh()));
  return key;
}
/** It was answered with yes: asking for the same once more is meant to do it once more. */
export const settled = (request: object): void => void waiting.delete(JSON.stringify(request));
