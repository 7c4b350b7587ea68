import { describe, expect, it } from 'vitest';
import { reachOf, rulesOf } from './reach';

const lot = (rest: string, ready_at: string | null = null) => ({ n: 1, txn: 1, granted: rest, rest, held: '0', ready_at, expires_at: null });
const account = { available: '100', frozen: '5', lots: [lot('30'), lot('20', '2099-01-01T00:00:00Z'), lot('70')] };
const rules = rulesOf({ debt: 50, approval_above: 1000 }, 'active');

describe('the reach of an act', () => {
  it('takes lots in order, without what is pending', () => {
    const r = reachOf('spend', '40', account, rules);
    expect([r.before, r.after, r.lots, r.short, r.debt]).toEqual(['100', '60', 2, null, null]);
  });
  it('knows what may be owed', () => {
    expect(reachOf('spend', '130', account, rules)).toMatchObject({ after: '-30', short: null, debt: '30' });
    expect(reachOf('spend', '151', account, rules)).toMatchObject({ short: '1', debt: null });
    expect(reachOf('spend', '10', { ...account, available: '-20', lots: [] }, rules)).toMatchObject({ after: '-30', debt: '10' });
    expect(reachOf('freeze', '101', account, rules)).toMatchObject({ short: '1', frozen: ['5', '106'] });
    expect(reachOf('adjust', '-101', account, rules)).toMatchObject({ short: '1' });
  });
  it('says when somebody else has to agree', () => {
    expect([reachOf('adjust', '1000', account, rules).approval, reachOf('adjust', '-1000.01', account, rules).approval, reachOf('grant', '5000', account, rules).approval]).toEqual([false, true, false]);
    expect(reachOf('adjust', '99999', account, rulesOf({}, 'active')).approval).toBe(false);
  });
  it('grants now or later, and not of what is archived', () => {
    expect(reachOf('grant', '10', account, rules).after).toBe('110');
    expect(reachOf('grant', '10', account, rulesOf({ pending_days: 7 }, 'active'))).toMatchObject({ after: '100', pending: 7 });
    const over = rulesOf({}, 'archived');
    expect([reachOf('grant', '1', account, over).closed, reachOf('adjust', '1', account, over).closed, reachOf('adjust', '-1', account, over).closed, reachOf('spend', '1', account, over).closed]).toEqual([true, true, false, false]);
  });
});
