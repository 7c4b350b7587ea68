import { PartitionOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default [
  { id: 'segments', path: '/segments', title: { zh: '分群', en: 'Segments' }, words: '人群 segment audience 圈选', nav: { group: 'divide', order: 10, icon: PartitionOutlined }, go: 's', load: () => import('./list/SegmentsPage') },
  { id: 'segment-new', path: '/segments/new', title: { zh: '新建分群', en: 'New segment' }, words: '圈选 人群 new segment', load: () => import('./editor/NewSegmentPage') },
  { id: 'segment', path: '/segments/:slug', title: { zh: '分群', en: 'Segment' }, load: () => import('./editor/SegmentPage') },
] satisfies PageEntry[];
