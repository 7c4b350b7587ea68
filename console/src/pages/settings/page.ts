import { ApiOutlined, AuditOutlined, HddOutlined, KeyOutlined, LinkOutlined, SettingOutlined, TeamOutlined, UserOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default [
  { id: 'settings', path: '/settings', title: { zh: '工作区', en: 'Workspace' }, words: '设置 settings zone currency 时区 货币', nav: { group: 'settings', order: 10, icon: SettingOutlined }, go: 'w', load: () => import('./workspace/WorkspacePage') },
  { id: 'users', path: '/settings/users', title: { zh: '成员与角色', en: 'Users and roles' }, words: 'invite 邀请 member 权限', nav: { group: 'settings', order: 20, icon: TeamOutlined }, go: 'u', role: 'admin', load: () => import('./users/UsersPage') },
  { id: 'keys', path: '/settings/keys', title: { zh: 'API 密钥', en: 'API keys' }, words: 'token secret 密钥', nav: { group: 'settings', order: 30, icon: ApiOutlined }, go: 'k', role: 'admin', load: () => import('./keys/KeysPage') },
  { id: 'write_keys', path: '/settings/write-keys', title: { zh: '写入密钥', en: 'Write keys' }, words: 'write key collect sdk token 采集 接入 上报 密钥 轮换', nav: { group: 'settings', order: 25, icon: KeyOutlined }, role: 'admin', load: () => import('./writekeys/WriteKeysPage') },
  { id: 'webhooks', path: '/settings/webhooks', title: { zh: '回调', en: 'Webhooks' }, words: 'webhook callback 回调 推送 订阅 签名', nav: { group: 'settings', order: 32, icon: LinkOutlined }, go: 'q', role: 'admin', load: () => import('./webhooks/WebhooksPage') },
  { id: 'identity', path: '/settings/identity', title: { zh: '身份识别', en: 'Identity' }, words: 'identity merge block freeze shared device 身份 合并 封禁 冻结 共用设备 oneid', nav: { group: 'settings', order: 35, icon: UserOutlined }, role: 'analyst', load: () => import('./identity/IdentityPage') },
  { id: 'audit', path: '/settings/audit', title: { zh: '操作日志', en: 'Audit log' }, words: 'history 审计', nav: { group: 'settings', order: 40, icon: AuditOutlined }, go: 'h', role: 'admin', load: () => import('./audit/AuditPage') },
  { id: 'care', path: '/settings/care', title: { zh: '数据保管', en: 'Data care' }, words: 'backup 备份 verify 校验 restore 恢复 durability 磁盘 disk', nav: { group: 'settings', order: 50, icon: HddOutlined }, go: 'y', role: 'admin', load: () => import('./care/CarePage') },
] satisfies PageEntry[];
