import { expect, test } from 'vitest';
import type { IdentityRules } from '@/api/types';
import { complete, documentOf, draftOf, nameOk } from './rules';

const usual = {
  devices: { session_minutes: 30, sticky_days: 30, claim_days: 90, piece_days: 7, late_hours: 24, shared_accounts_7_days: 3, shared_accounts_90_days: 5, shared_days: 90 },
  breakers: { people_per_identity: 20, identities_per_person: 500, merges_per_person: 10 },
};
const type = (name: string, cls: 'account' | 'strong' | 'device', priority: number, limit: number, known = true) => ({ type: name, class: cls, priority, limit, known, seen: true, usual_priority: known ? priority : null, usual_limit: known ? limit : null });
const rules: IdentityRules = { version: null, types: [type('phone', 'strong', 40, 2), type('user_id', 'account', 10, 1), type('card', 'strong', 90, 1, false)], ...usual, usual, reject: [] };

test('what is as usual is not said', () => {
  expect(documentOf(draftOf(rules), usual)).toEqual({ title: { zh: '身份规则', en: 'Identities' } });
});

test('only differences are written', () => {
  const d = draftOf(rules);
  expect(d.types.map((x) => x.type)).toEqual(['user_id', 'phone', 'card']);
  d.types[1]!.limit = 4;
  d.types[2] = { ...d.types[2]!, class: 'device', priority: 119, limit: 0 };
  d.devices.sticky_days = 0;
  d.reject = ' 13800000000 \n\n13800000000';
  expect(documentOf(d, usual)).toEqual({ title: { zh: '身份规则', en: 'Identities' }, types: { phone: { priority: 40, limit: 4 }, card: { class: 'device', priority: 119 } }, reject: ['13800000000'], devices: { sticky_days: 0 } });
});

test('what the server would refuse is seen before', () => {
  const d = draftOf(rules);
  expect(complete(d)).toBe(true);
  expect(complete({ ...d, devices: { ...d.devices, session_minutes: null } })).toBe(false);
  expect(complete({ ...d, devices: { ...d.devices, shared_accounts_7_days: 5, shared_accounts_90_days: 3 } })).toBe(false);
  expect(complete({ ...d, types: d.types.map((x) => ({ ...x, limit: 0 })) })).toBe(false);
  expect(['tv_id', 'phone', 'Tv', '', 'a:b'].map((n) => nameOk(n, d.types))).toEqual([true, false, false, false, false]);
});
