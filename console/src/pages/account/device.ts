const browsers: [RegExp, string][] = [[/Edg\//, 'Edge'], [/MicroMessenger/, 'WeChat'], [/Firefox\//, 'Firefox'], [/Chrome\/|CriOS/, 'Chrome'], [/Safari\//, 'Safari'], [/curl\//, 'curl']];
const systems: [RegExp, string][] = [[/iPhone|iPad/, 'iOS'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux']];

/** "Chrome · macOS" out of a User-Agent: enough to recognise one's own, no more. */
export function deviceOf(agent: string): string | null {
  const names = [browsers, systems].map((list) => list.find(([r]) => r.test(agent))?.[1]).filter(Boolean);
  return names.length ? names.join(' · ') : null;
}
