import { describe, expect, it } from 'vitest';
import { paramsOf } from './params';

describe('parameters of an address', () => {
  it('are what was written into it', () => {
    for (const id of ['+8613800000000', 'a@b.cn', '2026/11/A', 'x?y=1&z#2', '50% off', '会员,1;2:3$', '%zz', 'ü'])
      expect(paramsOf({ id: decodeURI(encodeURIComponent(id)), other: undefined })).toEqual({ id, other: undefined });
  });
});
