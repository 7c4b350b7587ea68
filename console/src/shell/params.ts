/* What a page's address says, as it was before encodeURIComponent.  The router undoes decodeURI only, which leaves the characters
 * with a meaning in addresses escaped: +8613800000000, a@b.cn and 2026/11/A would be somebody else. */
const RESERVED = /%(23|24|26|2B|2C|2F|3A|3B|3D|3F|40)/gi;

export const paramsOf = (params: Record<string, string | undefined>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, value?.replace(RESERVED, decodeURIComponent)]));
