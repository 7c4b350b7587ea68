import { defineStrings } from '@/i18n/define';

/** What types of identities are called; of a type that is not here its own name is shown. */
export const typeNames = defineStrings({
  user_id: { zh: '账号', en: 'Account' }, phone: { zh: '手机号', en: 'Phone' }, email: { zh: '邮箱', en: 'E-mail' },
  wx_unionid: { zh: '微信 UnionID', en: 'WeChat UnionID' }, wx_openid: { zh: '微信 OpenID', en: 'WeChat OpenID' }, wecom_ext: { zh: '企业微信', en: 'WeCom' },
  member_card: { zh: '会员卡', en: 'Member card' }, alipay_id: { zh: '支付宝', en: 'Alipay' }, taobao_ouid: { zh: '淘宝', en: 'Taobao' },
  anonymous_id: { zh: '匿名 ID', en: 'Anonymous id' }, cookie_id: { zh: '浏览器', en: 'Browser' }, mp_id: { zh: '小程序设备', en: 'Mini program' }, device_id: { zh: '设备', en: 'Device' },
  android_id: { zh: '安卓设备', en: 'Android' }, idfv: { zh: 'iOS 设备', en: 'iOS device' }, ga_client_id: { zh: 'GA 客户端', en: 'GA client' }, distinct_id: { zh: '未分类', en: 'Untyped' },
});
export const classNames = defineStrings({
  account: { zh: '账号', en: 'account' }, strong: { zh: '强标识', en: 'strong' }, device: { zh: '设备', en: 'device' }, untyped: { zh: '未分类', en: 'untyped' },
});
