/* The words of the audit trail.  What is not listed, from a newer server, is shown as its code. */
import type { Title } from '@/api/types';

const one: Readonly<Record<string, Title>> = {
  'workspace.created': { zh: '新建工作区', en: 'Workspace created' }, 'workspace.changed': { zh: '修改工作区设置', en: 'Workspace settings changed' },
  'job.canceled': { zh: '取消任务', en: 'Task canceled' }, 'job.retried': { zh: '重试任务', en: 'Task retried' }, 'people.exported': { zh: '导出数字背后的人', en: 'People behind a number exported' }, 'job.downloaded': { zh: '下载任务文件', en: 'File of a task downloaded' },
  'export.started': { zh: '导出人群', en: 'Export started' }, 'question.started': { zh: '后台提问', en: 'Question started as a task' }, 'import.started': { zh: '导入数据', en: 'Import started' },
  'verify.started': { zh: '校验数据', en: 'Looked for damage' }, 'backup.started': { zh: '备份服务器', en: 'Backup started' }, 'backup.check_started': { zh: '校验备份', en: 'Backup checked' }, 'retention.changed': { zh: '修改保留期限', en: 'Retention changed' },
  'item.changed': { zh: '修改商品', en: 'Item changed' }, 'item.removed': { zh: '移除商品', en: 'Item removed' }, 'items.changed': { zh: '批量修改商品', en: 'Items changed' }, 'categories.changed': { zh: '修改类目树', en: 'Categories changed' },
  'upload.created': { zh: '上传文件', en: 'File uploaded' }, 'upload.deleted': { zh: '删除上传的文件', en: 'Uploaded file deleted' },
  'login.ok': { zh: '登录', en: 'Signed in' }, 'login.failed': { zh: '登录失败', en: 'Sign-in failed' }, 'link.created': { zh: '生成登录链接', en: 'Login link made' }, 'session.revoked': { zh: '结束登录会话', en: 'Session ended' },
  'password.set': { zh: '设置密码', en: 'Password set' }, 'password.changed': { zh: '修改密码', en: 'Password changed' },
  'user.created': { zh: '新建用户', en: 'User created' }, 'user.changed': { zh: '修改用户资料', en: 'User changed' }, 'user.enabled': { zh: '启用用户', en: 'User enabled' }, 'user.disabled': { zh: '停用用户', en: 'User disabled' },
  'role.changed': { zh: '修改角色', en: 'Role changed' }, 'key.created': { zh: '新建密钥', en: 'Key created' }, 'key.revoked': { zh: '吊销密钥', en: 'Key revoked' },
  'write_key.created': { zh: '新建写入密钥', en: 'Write key created' }, 'write_key.changed': { zh: '修改写入密钥', en: 'Write key changed' }, 'write_key.rotated': { zh: '轮换写入密钥', en: 'Write key rotated' }, 'write_key.revoked': { zh: '吊销写入密钥', en: 'Write key revoked' },
  'dead_letter.replayed': { zh: '重放死信', en: 'Dead letter replayed' }, 'dead_letter.discarded': { zh: '丢弃死信', en: 'Dead letter discarded' },
};
const kinds: Readonly<Record<string, Title>> = { segment: { zh: '分群', en: 'Segment' }, classification: { zh: '分层', en: 'Classification' } };
const verbs: Readonly<Record<string, Title>> = { create: { zh: '新建', en: 'created' }, update: { zh: '修改', en: 'changed' }, archive: { zh: '归档', en: 'archived' }, restore: { zh: '恢复', en: 'restored' } };

/** What was done; null when there are no words for it. */
export function actionTitle(action: string): Title | null {
  const [kind = '', verb = ''] = action.split('.');
  const k = kinds[kind], v = verbs[verb];
  return one[action] ?? (k && v ? { zh: v.zh + k.zh, en: `${k.en} ${v.en}` } : null);
}
