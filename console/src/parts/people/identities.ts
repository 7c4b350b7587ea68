/* What people are known by, as `in list(…)` names it. */
export const identities = [
  { name: 'user_id', zh: '用户编号', en: 'User id' }, { name: 'phone', zh: '手机号', en: 'Phone' }, { name: 'email', zh: '邮箱', en: 'E-mail' }, { name: 'wechat_unionid', zh: '微信 UnionID', en: 'WeChat UnionID' },
  { name: 'wechat_openid', zh: '微信 OpenID', en: 'WeChat OpenID' }, { name: 'device_id', zh: '设备号', en: 'Device id' }, { name: 'anonymous_id', zh: '匿名编号', en: 'Anonymous id' },
] as const;
export type IdentityName = (typeof identities)[number]['name'];
