import { CodeOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

export default { id: 'connect', path: '/connect', title: { zh: '接入', en: 'Connect' }, words: 'sdk snippet integration guide write key segment sensors posthog mixpanel rudderstack ga4 cloudevents http curl csv pos web node python java go 接入指南 埋点 代码 写入密钥 神策 小程序 网页 服务端',
  nav: { group: 'know', order: 28, icon: CodeOutlined }, go: 'n', load: () => import('./ConnectPage') } satisfies PageEntry;
