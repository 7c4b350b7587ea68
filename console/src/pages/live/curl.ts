const quoted = (s: string): string => `'${s.replaceAll("'", "'\\''")}'`;

/** A first event by hand.  A key with an allow-list wants an origin, and a star stands for any name. */
export function curlFor(base: string, secret: string, origins: readonly string[]): string {
  const origin = origins[0]?.replace('*', 'www');
  const body = '{"event": "order_completed", "user_id": "42", "properties": {"order_id": "A1", "amount": 188.00}}';
  return [`curl ${base}/v1/events`, `-H ${quoted(`Authorization: Bearer ${secret}`)}`, ...(origin ? [`-H ${quoted(`Origin: ${origin}`)}`] : []), `-d ${quoted(body)}`].join(' \\\n  ');
}
