import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  title: { zh: '我的账号', en: 'My account' }, profile: { zh: '个人信息', en: 'Profile' }, email: { zh: '邮箱', en: 'Email' }, name: { zh: '姓名', en: 'Name' }, language: { zh: '语言', en: 'Language' },
  save: { zh: '保存', en: 'Save' }, saved: { zh: '已保存', en: 'Saved' },
  password: { zh: '密码', en: 'Password' }, passwordHelp: { zh: '至少 10 个字符。几个不相干的词连起来，好记又难猜。', en: 'At least 10 characters. A few unrelated words are easy to keep and hard to guess.' }, current: { zh: '现在的密码', en: 'Current password' }, currentMissing: { zh: '请输入现在的密码', en: 'Enter your current password' },
  next: { zh: '新密码', en: 'New password' }, tooShort: { zh: '至少 10 个字符', en: 'At least 10 characters' }, change: { zh: '更换密码', en: 'Change password' }, set: { zh: '设置密码', en: 'Set a password' }, changed: { zh: '密码已更换；其他会话已退出', en: 'Password changed; your other sessions were ended' },
  byLink: { zh: '你是用登录链接进来的：设一个密码，下次就能直接登录。', en: 'You came by a login link: set a password and you can sign in by yourself next time.' },
  sessions: { zh: '登录会话', en: 'Sessions' }, sessionsHelp: { zh: '不认识的会话，请立即结束并更换密码。', en: 'End any you do not recognise, and change your password.' }, device: { zh: '设备', en: 'Device' }, address: { zh: '地址', en: 'Address' }, seen: { zh: '最近活动', en: 'Last seen' }, expires: { zh: '到期', en: 'Expires' }, thisOne: { zh: '当前', en: 'This one' }, end: { zh: '结束', en: 'End' }, ended: { zh: '会话已结束', en: 'Session ended' }, actions: { zh: '操作', en: 'Actions' },
  unknownDevice: { zh: '未知设备', en: 'Unknown device' }, byKey: { zh: '用密钥访问时没有账号页', en: 'A key has no account' },
});
