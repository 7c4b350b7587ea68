/** upgrade:gold, birthday:2026, member_day:2026-08-08, welcome. */
export type Occasion = { is: 'upgrade'; level: string } | { is: 'birthday'; year: string } | { is: 'member_day'; day: string } | { is: 'welcome' } | { is: 'other'; text: string };

export function readOccasion(text: string): Occasion {
  const at = text.indexOf(':'), kind = text.slice(0, at), rest = text.slice(at + 1);
  if (at > 0 && rest !== '') switch (kind) {
    case 'upgrade': return { is: 'upgrade', level: rest };
    case 'birthday': return { is: 'birthday', year: rest };
    case 'member_day': return { is: 'member_day', day: rest };
    default: break;
  }
  return text === 'welcome' ? { is: 'welcome' } : { is: 'other', text };
}
