import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  workspace: { zh: '工作区', en: 'Workspace' }, general: { zh: '基本信息', en: 'General' }, facts: { zh: '数据', en: 'Data' },
  name: { zh: '名称', en: 'Name' }, nameMissing: { zh: '请输入名称', en: 'Enter a name' }, id: { zh: '标识', en: 'Id' },
  zone: { zh: '时区', en: 'Time zone' }, zoneHelp: { zh: '一天从几点开始由它决定；改了以后，按天的数字会重新划分。', en: 'Decides when a day begins; after a change every daily number is cut anew.' },
  currency: { zh: '货币', en: 'Currency' }, currencyHelp: { zh: '只改显示的单位，不换算已有的金额。', en: 'Changes the unit shown; amounts that are there are not converted.' },
  weekStart: { zh: '一周从', en: 'The week starts on' }, monday: { zh: '周一', en: 'Monday' }, sunday: { zh: '周日', en: 'Sunday' },
  save: { zh: '保存', en: 'Save' }, saved: { zh: '已保存', en: 'Saved' }, needAdmin: { zh: '需要「管理员」角色才能修改', en: 'Only admins can change this' },
  confirmZone: { zh: '改变时区或货币？', en: 'Change the time zone or currency?' }, zoneEffect: { zh: '时区从 {a} 改为 {b}：每一天的起止会移动，所有按天的图表与「近 N 天」的分群会随之变化。', en: 'Time zone from {a} to {b}: every day begins at another moment; daily charts and segments like “last N days” change with it.' },
  currencyEffect: { zh: '货币从 {a} 改为 {b}：金额的数字不变，只换单位。', en: 'Currency from {a} to {b}: the figures stay, the unit changes.' }, change: { zh: '更改', en: 'Change' },
  people: { zh: '用户', en: 'People' }, events: { zh: '事件', en: 'Events' }, disk: { zh: '占用空间', en: 'On disk' }, first: { zh: '最早的事件', en: 'First event' }, last: { zh: '最近的事件', en: 'Last event' }, lsn: { zh: '日志位置 (LSN)', en: 'Log position (LSN)' },
  retention: { zh: '保留期限', en: 'Retention' }, retentionRules: { zh: '事件保留多久', en: 'How long events are kept' }, retentionHelp: { zh: '如 36m,product_viewed=13m（m 月，d 天）；none 表示一直保留。订单与退款只按单独的规则处理。', en: 'For example 36m,product_viewed=13m (m months, d days); none keeps everything. Orders and refunds follow only a rule of their own.' },
  retentionPreview: { zh: '预览影响', en: 'Preview the effect' }, retentionTitle: { zh: '保留规则设为「{rules}」？', en: 'Set retention to “{rules}”?' }, retentionSet: { zh: '设置', en: 'Set' }, retentionBefore: { zh: '早于', en: 'before' },
  retentionReach: { zh: '将永久删除 {rows} 条数据（共 {total} 条），涉及 {people} 人。', en: '{rows} of {total} rows of {people} people are deleted for good.' }, retentionNone: { zh: '目前没有数据会被删除。', en: 'Nothing is deleted now.' },
  retentionCost: { zh: '最多重写 {bytes} 的文件；备份中的数据保留至备份被清理。', en: 'Up to {bytes} of files are written again; backups keep the rows until they are pruned.' }, retentionStays: { zh: '用户、仍然有效的属性，以及没有单独规则的订单都会保留。', en: 'People, attributes that hold, and orders without a rule of their own stay.' }, retentionType: { zh: '输入工作区标识 {slug} 以确认', en: 'Type the workspace id {slug} to confirm' },

  users: { zh: '成员与角色', en: 'Users and roles' }, usersLead: { zh: '谁能进入这个工作区，能做什么。', en: 'Who may enter this workspace, and what they may do.' },
  invite: { zh: '邀请成员', en: 'Invite' }, email: { zh: '邮箱', en: 'Email' }, emailBad: { zh: '请输入有效的邮箱', en: 'Enter a valid email' }, role: { zh: '角色', en: 'Role' }, lastLogin: { zh: '最近登录', en: 'Last sign-in' }, status: { zh: '状态', en: 'Status' },
  active: { zh: '可用', en: 'Active' }, disabled: { zh: '已停用', en: 'Disabled' }, everywhere: { zh: '整个服务器', en: 'Whole server' }, you: { zh: '你', en: 'you' }, actions: { zh: '操作', en: 'Actions' },
  makeLink: { zh: '生成登录链接', en: 'Make a login link' }, removeUser: { zh: '移出工作区', en: 'Remove from workspace' }, removeTitle: { zh: '把 {who} 移出这个工作区？', en: 'Remove {who} from this workspace?' },
  removeEffect: { zh: '此人立即失去访问权；由其保存的分群与分层会保留。', en: 'They lose access at once; segments and classifications they saved stay.' }, remove: { zh: '移出', en: 'Remove' },
  higher: { zh: '对方的角色比你高', en: 'Their role is higher than yours' }, yourself: { zh: '不能改自己的角色', en: 'You cannot change your own role' }, serverWide: { zh: '这是整个服务器的角色，在命令行修改', en: 'A role on the whole server; change it on the command line' },
  linkTitle: { zh: '登录链接', en: 'Login link' }, linkOnce: { zh: '这个链接只显示这一次，只能用一次，{when} 前有效。请通过可信的渠道发给对方。', en: 'Shown this once; works once, until {when}. Send it over a channel you trust.' }, doneLink: { zh: '我已复制', en: 'I have copied it' },
  invited: { zh: '{who} 已加入', en: '{who} now has access' }, sendInvite: { zh: '邀请', en: 'Invite' }, roleChanged: { zh: '{who} 的角色已改为「{role}」', en: '{who} is now “{role}”' }, removed: { zh: '已移出 {who}', en: '{who} was removed' },

  keys: { zh: 'API 密钥', en: 'API keys' }, keysLead: { zh: '给程序用的钥匙。只给它需要的权限。', en: 'For programs. Give each only the scopes it needs.' }, newKey: { zh: '新建密钥', en: 'New key' }, keyTitle: { zh: '用途', en: 'What it is for' }, keyTitleMissing: { zh: '写明它的用途', en: 'Say what it is for' },
  scopes: { zh: '权限', en: 'Scopes' }, scopesMissing: { zh: '至少选一项', en: 'Choose at least one' }, expires: { zh: '有效期', en: 'Expires' }, days: { zh: '{n} 天', en: '{n} days' }, never: { zh: '永不', en: 'Never' }, prefix: { zh: '开头', en: 'Begins with' }, lastUsed: { zh: '最近使用', en: 'Last used' }, notUsed: { zh: '从未使用', en: 'Never used' },
  createdBy: { zh: '创建者', en: 'Created by' }, revoke: { zh: '吊销', en: 'Revoke' }, revokeTitle: { zh: '吊销密钥「{title}」？', en: 'Revoke the key “{title}”?' }, revokeEffect: { zh: '使用它的程序会立即被拒绝，不能恢复。', en: 'Programs using it are refused at once. This cannot be undone.' }, revokeUsed: { zh: '最近使用：{when}', en: 'Last used: {when}' }, revoked: { zh: '已吊销', en: 'Revoked' }, expired: { zh: '已过期', en: 'Expired' }, valid: { zh: '有效', en: 'Valid' },
  secretTitle: { zh: '密钥已创建', en: 'Key created' }, secretOnce: { zh: '这是它唯一一次完整显示。我们只保存它的指纹，丢了只能重建。', en: 'This is the only time it is shown in full. Only a hash is kept; if you lose it, make another.' }, noKeys: { zh: '还没有密钥', en: 'No keys yet' }, noKeysHelp: { zh: '新建一个，就能从脚本里提问、导入或导出。', en: 'Create one to ask, import or export from a script.' },
  scope_read: { zh: '读数字与定义', en: 'Read numbers and definitions' }, scope_people: { zh: '读个人信息', en: 'Read personal data' }, scope_write: { zh: '保存分群与分层', en: 'Save segments and classifications' }, scope_import: { zh: '导入', en: 'Import' }, scope_export: { zh: '导出', en: 'Export' }, scope_admin: { zh: '管理', en: 'Administer' },

  audit: { zh: '操作日志', en: 'Audit log' }, auditLead: { zh: '谁在什么时候改了什么、导出了什么。不能修改，不能删除。', en: 'Who changed or exported what, and when. It cannot be edited or deleted.' }, when: { zh: '时间', en: 'When' }, who: { zh: '谁', en: 'Who' }, action: { zh: '操作', en: 'Action' }, object: { zh: '对象', en: 'Object' }, address: { zh: '来源地址', en: 'Address' }, detail: { zh: '详情', en: 'Detail' },
  showDetail: { zh: '显示详情', en: 'Show detail' }, hideDetail: { zh: '收起详情', en: 'Hide detail' }, filterActor: { zh: '按人筛选', en: 'Filter by who' }, filterAction: { zh: '按操作代码筛选，如 login', en: 'Filter by action code, such as login' }, filterObject: { zh: '按对象筛选，如 segment/vip', en: 'Filter by object, such as segment/vip' },
  kind_user: { zh: '用户', en: 'User' }, kind_key: { zh: '密钥', en: 'Key' }, kind_cli: { zh: '命令行', en: 'Command line' }, kind_system: { zh: '系统', en: 'System' }, noAudit: { zh: '还没有记录', en: 'Nothing recorded yet' },
  cancel: { zh: '取消', en: 'Cancel' }, allScopes: { zh: '全部', en: 'All' }, nameOptional: { zh: '姓名（选填）', en: 'Name (optional)' },
});
