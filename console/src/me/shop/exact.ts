/** "9.90" three times is "29.70": whole numbers of the last digit, nothing is rounded. */
export function times(text: string, n: number): string {
  const [whole = '0', rest = ''] = text.split('.');
  const sum = (BigInt(whole + rest) * BigInt(n)).toString().padStart(rest.length + 1, '0');
  return rest ? `${sum.slice(0, -rest.length)}.${sum.slice(-rest.length)}` : sum;
}
