// SPDX-License-Identifier: GPL-3.0-or-later
// Every page in both languages, light and dark, at 1280 and 390 px: nothing fails, nothing asks elsewhere, nothing sticks out,
// the document's title and language are right, and axe finds nothing serious.
import { becomes, check, done, equal, langs, test, tour } from './lib/tour.mjs';

const code = encodeURIComponent('did(order_completed, last 30 days) and not did(order_refunded)');
const who = encodeURIComponent('did(order_completed, last 90 days)');
/** A page with a question in its address. */
const asked = (kind, doc) => `/${kind}?q=${encodeURIComponent(JSON.stringify(doc))}`;
const funnel = asked('funnel', { steps: ['product_viewed', { events: 'product_added where price > 50', optional: true }, 'order_completed'], exclude: ['product_removed'], within: '7 days', range: 'last 90 days', by: { property: 'channel' }, trend: 'week' });
/** name: [path, title in zh, title in en, what is allowed to be refused]. A title of null: it is data. */
const pages = {
  overview: ['/', '概览', 'Overview'],
  'overview-year': ['/?days=365&compare=year', '概览', 'Overview'],
  people: ['/people', '用户', 'People'],
  'people-nobody': ['/people?q=nobody-has-this', '用户', 'People'],
  person: ['/people/{person}', null],
  'person-orders': ['/people/{person}?tab=orders', null],
  'person-rewards': ['/people/{person}?tab=rewards', null],
  'person-segments': ['/people/{person}?tab=segments&why=first_order_only', null],
  'person-identity': ['/people/{person}?tab=identity', null],
  data: ['/data', '数据', 'Data'],
  'data-attributes': ['/data?tab=attributes', '数据', 'Data'],
  event: ['/data/events/order_completed', null],
  live: ['/live', '实时', 'Live'],
  dead: ['/dead', '死信', 'Dead letters'],
  plans: ['/plans', '埋点方案', 'Tracking plans'],
  'plan-new': ['/plans/new', null],
  catalogue: ['/catalogue', '商品目录', 'Catalogue'],
  'catalogue-item': ['/catalogue?item=p1', '商品目录', 'Catalogue'],
  import: ['/import', '导入', 'Import'],
  points: ['/points', '积分', 'Points'],
  'points-new': ['/points/currencies/new', '新建币种', 'New currency'],
  'points-ledger': ['/points/ledger', '积分账本', 'Points ledger'],
  'points-person': ['/points/people/{person}', null],
  'points-approvals': ['/points/approvals', '积分审批', 'Points approvals'],
  'points-rules': ['/points/rules', '积分规则', 'Earn rules'],
  'points-rule-new': ['/points/rules/new', '新建规则', 'New rule'],
  'points-why': ['/points/why', '积分由来', 'Why points'],
  segments: ['/segments', '分群', 'Segments'],
  'segments-archived': ['/segments?status=archived', '分群', 'Segments'],
  'segment-new': ['/segments/new', null],
  'segment-code': [`/segments/new?expression=${code}&tab=code`, null],
  segment: ['/segments/quiet_champions', '高价值沉默', 'High value gone quiet'],
  'segment-profile': ['/segments/quiet_champions?tab=profile', '高价值沉默', 'High value gone quiet'],
  'segment-people': ['/segments/quiet_champions?tab=people', '高价值沉默', 'High value gone quiet'],
  'segment-changes': ['/segments/quiet_champions?tab=changes', '高价值沉默', 'High value gone quiet'],
  'segment-versions': ['/segments/quiet_champions?tab=versions', '高价值沉默', 'High value gone quiet'],
  classes: ['/classes', '全部分层', 'All classifications'],
  rfm: ['/classes/rfm', null],
  'rfm-flow': ['/classes/rfm?tab=flow', null],
  'rfm-definition': ['/classes/rfm?tab=definition', null],
  'rfm-edit': ['/classes/rfm?tab=definition&edit=form', null],
  aipl: ['/classes/aipl', null],
  'aipl-now': ['/classes/aipl?tab=now', null],
  lifecycle: ['/classes/lifecycle', null],
  'lifecycle-daily': ['/classes/lifecycle?tab=daily', null],
  payers: ['/classes/payers', null],
  new_old: ['/classes/new_old', null],
  'class-new': ['/classes/new?from=aipl', null],
  funnel: ['/funnel', '漏斗', 'Funnel'],
  'funnel-asked': [funnel, '漏斗', 'Funnel'],
  'funnel-people': [`${funnel}&cell=${encodeURIComponent('{"step":2,"what":"dropped"}')}`, '漏斗', 'Funnel'],
  members: ['/members', '会员', 'Members'],
  'programme-new': ['/members/new?from=orders', null],
  'programme-new-paid': ['/members/new?from=paid', null],
  'programme-code': ['/members/new?from=blank&tab=code', null],
  retention: ['/retention', '留存', 'Retention'],
  'retention-asked': [asked('retention', { start: 'product_viewed', first: 'range', range: 'last 90 days', by: { property: 'channel' } }), '留存', 'Retention'],
  trend: ['/trend', '趋势', 'Trend'],
  'trend-asked': [asked('trend', { series: ['order_completed', { events: 'order_completed', measure: { sum: 'amount' } }], formulas: ['B / A'], grain: 'week', compare: 'previous', range: 'last 90 days' }), '趋势', 'Trend'],
  'trend-week': [asked('trend', { series: ['product_viewed'], grain: 'weekday_hour', range: 'last 90 days' }), '趋势', 'Trend'],
  overlap: ['/overlap', '重叠', 'Overlap'],
  'overlap-asked': [asked('overlap', { sets: ['did(order_completed, last 90 days)', 'did(product_added, last 90 days)', { expression: 'count(product_viewed) > 10', title: '10+' }] }), '重叠', 'Overlap'],
  difference: ['/difference', '进出', 'In and out'],
  'difference-asked': [asked('difference', { of: 'did(order_completed, last 30 days)', range: 'last 30 days' }), '进出', 'In and out'],
  'difference-people': [`${asked('difference', { of: { segment: 'quiet_champions' }, range: 'last 90 days', who: 'did(product_viewed)' })}&cell=${encodeURIComponent('{"what":"entered"}')}`, '进出', 'In and out'],
  distribution: ['/distribution', '分布', 'Distribution'],
  'distribution-asked': [asked('distribution', { events: 'order_completed', measure: { sum: 'amount' }, range: 'last 365 days', by: { class: 'rfm' } }), '分布', 'Distribution'],
  paths: ['/paths', '路径', 'Paths'],
  'paths-asked': [asked('paths', { from: 'product_viewed', to: 'order_completed', within: '7 days', range: 'last 30 days' }), '路径', 'Paths'],
  attribution: ['/attribution', '归因', 'Attribution'],
  'attribution-asked': [asked('attribution', { conversion: 'order_completed', value: { sum: 'amount' }, touch: 'product_viewed', by: { property: 'channel' }, model: ['first', 'linear', 'markov'], range: 'last 90 days' }), '归因', 'Attribution'],
  effects: ['/effects', '权益效果', 'Rewards'],
  'effects-coupon': ['/effects?tab=coupon', '权益效果', 'Rewards'],
  'effects-membership': ['/effects?tab=membership', '权益效果', 'Rewards'],
  boards: ['/boards', '看板', 'Boards'],
  'boards-questions': ['/boards?tab=questions', '看板', 'Boards'],
  coupons: ['/coupons', '优惠券', 'Coupons'],
  'coupons-archived': ['/coupons?status=archived', '优惠券', 'Coupons'],
  'coupon-new': ['/coupons/new', null],
  coupon: ['/coupons/autumn-30', '秋季满200减30', '30 off 200 in autumn'],
  'coupon-list': ['/coupons/partner?tab=list', '合作方9折', 'Partner 10 %'],
  'coupon-batches': ['/coupons/partner?tab=batches', '合作方9折', 'Partner 10 %'],
  'coupon-versions': ['/coupons/partner?tab=versions', '合作方9折', 'Partner 10 %'],
  'coupon-edit': ['/coupons/autumn-30/edit', '秋季满200减30', '30 off 200 in autumn'],
  'coupon-code': ['/coupons/autumn-30/edit?mode=code', '秋季满200减30', '30 off 200 in autumn'],
  'coupon-try': ['/coupons/try', '优惠券试算', 'Try a cart'],
  'coupon-tried': [`/coupons/try?kinds=autumn-30,free-shipping,partner&cart=${encodeURIComponent(JSON.stringify({ lines: [{ item: 'p1', quantity: 3 }, { price: '45.50', quantity: 2 }], shipping: '10' }))}`, '优惠券试算', 'Try a cart'],
  tasks: ['/tasks', '任务', 'Tasks'],
  'tasks-check-in': ['/tasks?tab=check_in', '任务', 'Tasks'],
  draws: ['/draws', '抽奖', 'Draws'],
  promotions: ['/promotions', '促销价', 'Promotions'],
  promotion: ['/promotions/midnight', '零点秒杀', 'Midnight sale'],
  'promotion-new': ['/promotions/new', null],
  'promotion-new-pre-sale': ['/promotions/new?type=pre_sale', null],
  'promotion-edit': ['/promotions/midnight/edit', '零点秒杀', 'Midnight sale'],
  'promotion-pre-sale': ['/promotions/pre-tea', '新茶预售', 'New tea in advance'],
  mall: ['/mall', '积分商城', 'Points mall'],
  'mall-new': ['/mall/new', null],
  leaderboards: ['/leaderboards', '排行榜', 'Leaderboards'],
  'leaderboard-new': ['/leaderboards/new', null],
  settings: ['/settings', '工作区', 'Workspace'],
  users: ['/settings/users', '成员与角色', 'Users and roles'],
  keys: ['/settings/keys', 'API 密钥', 'API keys'],
  webhooks: ['/settings/webhooks', '回调', 'Webhooks'],
  'write-keys': ['/settings/write-keys', '写入密钥', 'Write keys'],
  identity: ['/settings/identity', '身份识别', 'Identity'],
  connect: ['/connect', '接入', 'Connect'],
  'write-key-new': ['/settings/write-keys?new=1', '写入密钥', 'Write keys'],
  audit: ['/settings/audit', '操作日志', 'Audit log'],
  care: ['/settings/care', '数据保管', 'Data care'],
  account: ['/account', '我的账号', 'My account'],
  drawer: [`/?people=${who}&people_title=90`, '概览', 'Overview'],
  'not-found': ['/nowhere', '没有这个页面', 'No such page'],
  'new-workspace': ['/workspaces/new', '新建工作区', 'New workspace'],
};
/** Three looks are checked by axe; colours and layout differ between them, words do not. */
const inspected = new Set(['zh-light-1280', 'en-dark-1280', 'zh-light-390']);

async function looks(v, name, title) {
  const { p, lang } = v;
  for (const theme of ['light', 'dark']) for (const width of [1280, 390]) {
    const look = `${lang}-${theme}-${width}`;
    await p.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await p.setViewportSize({ width, height: width > 700 ? 900 : 844 });
    await p.waitForFunction((t) => document.documentElement.dataset.theme === t, theme);
    await v.settle();
    await v.fits(`${name} ${look}`);
    const got = await p.evaluate(() => ({ title: document.title, lang: document.documentElement.lang, h1: [...document.querySelectorAll('h1')].map((e) => e.innerText), text: document.body.innerText }));
    equal(got.lang, lang === 'zh' ? 'zh-CN' : 'en', `${name} ${look}: language`);
    equal(got.title, `${title ?? got.h1[0]} · Shoal`, `${name} ${look}: title`);
    equal(got.h1.length, 1, `${name} ${look}: headings of the first level`);
    check(!/undefined|NaN|\[object|Invalid Date/.test(got.text), `${name} ${look}: ${/.{0,40}(undefined|NaN|\[object|Invalid Date).{0,40}/.exec(got.text)?.[0]}`);
    if (inspected.has(look)) await v.accessible(`${name} ${look}`);
    await v.shot(`${look}-${name}`);
  }
}

const listed = { zh: [], en: [] };
for (const lang of langs) {
  await test('the navigation leads to every listed page', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/');
    const links = p.getByRole('navigation', { name: v.say('主导航', 'Main navigation') }).locator('a.sider-item');
    for (let i = 0; i < await links.count(); i++) {
      const name = (await links.nth(i).innerText()).trim();
      await links.nth(i).click();
      await v.settle();
      await becomes(() => links.nth(i).getAttribute('aria-current'), 'page', `${name} is current`);
      listed[lang].push(new URL(p.url()).pathname.replace(`/w/${tour.workspace}`, '') || '/');
    }
    const known = new Set(Object.values(pages).map(([path]) => path.split('?')[0]));
    for (const path of listed[lang]) check(known.has(path), `${path} is walked below`);
    check(listed[lang].length >= 12, `pages listed: ${listed[lang]}`);
  });

  const finder = { person: null };
  await test('somebody to look at', lang, lang, async (v) => {
    await v.go('/people?sort=orders');
    await v.p.locator('tr[data-row]').first().waitFor();
    finder.person = await v.p.locator('tr[data-row]').first().getAttribute('data-row');
    check(finder.person, 'a person with orders');
  });
  for (const [name, [path, zh, en]] of Object.entries(pages)) {
    await test(name, lang, lang, async (v) => {
      await v.go(path.replace('{person}', encodeURIComponent(finder.person)));
      await looks(v, name, zh && v.say(zh, en));
    });
  }
  await test('login page', lang, null, async (v) => {
    v.allow(/^401 GET \/api\/me$/);
    await v.go('/login');
    await looks(v, 'login', v.say('登录', 'Sign in'));
  });
}
await done();
