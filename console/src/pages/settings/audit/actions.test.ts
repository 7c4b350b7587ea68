import { describe, expect, it } from 'vitest';
import { actionTitle } from './actions';

describe('actions', () => {
  it('have words', () => {
    expect(actionTitle('login.ok')).toEqual({ zh: '登录', en: 'Signed in' });
    expect(actionTitle('segment.archive')).toEqual({ zh: '归档分群', en: 'Segment archived' });
    expect(actionTitle('classification.create')).toEqual({ zh: '新建分层', en: 'Classification created' });
  });
  it('unknown ones have none', () => {
    for (const a of ['segment', 'segment.fold', 'moon.create', '']) expect(actionTitle(a)).toBeNull();
  });
});
