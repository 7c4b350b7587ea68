// SPDX-License-Identifier: GPL-3.0-or-later
// One person, found by phone: what they did, and why they are in a segment or not.
import { check, done, equal, langs, test, tour } from './lib/tour.mjs';

for (const lang of langs) {
  await test('somebody is found by phone, with timeline, orders and reasons', lang, lang, async (v) => {
    const { p } = v;
    const api = (path, data) => v.context.request.fetch(`${tour.base}/api/w/main${path}`, data ? { method: 'POST', data, headers: { 'X-CSRF-Token': v.csrf } } : {}).then((r) => r.json());
    v.csrf = (await (await v.context.request.get(`${tour.base}/api/me`)).json()).csrf;
    const found = await api('/questions/people', { expression: 'segment("first_order_only")', limit: 50 });
    let person = null;
    for (const x of found.items) {
      const one = await api(`/people/${encodeURIComponent(x.id)}`);
      if (one.identities.some((i) => i.type === 'phone')) { person = one; break; }
    }
    check(person, 'somebody with a phone has ordered once');
    const phone = person.identities.find((i) => i.type === 'phone').value;

    await v.go('/people');
    await p.getByRole('searchbox').or(p.getByLabel(v.say('手机号 / 邮箱 / 会员号 / 姓名', 'Phone, e-mail, member number or name'))).first().fill(phone);
    const row = p.locator('tr[data-row]').first();
    await row.getByText(phone).waitFor();
    equal(await p.locator('tr[data-row]').count(), 1, 'people with this phone');
    await row.getByRole('link').first().click();
    await p.waitForURL(`**/people/${encodeURIComponent(person.id)}`);
    await v.settle();
    await p.locator('.timeline-money').first().waitFor();
    await p.locator('.timeline-money .timeline-line').first().click();
    await p.locator('.timeline-props').first().waitFor();
    await v.shot(`${lang}-person-timeline`);

    await p.getByText(v.say('订单', 'Orders'), { exact: true }).last().click();
    await p.locator('tr[data-row]').first().waitFor();
    equal(await p.locator('tr[data-row]').count(), person.numbers.orders, 'orders listed');

    await p.getByText(v.say('分群', 'Segments'), { exact: true }).last().click();
    await p.locator('.person-tagbutton', { hasText: v.say('只买过一次', 'One order so far') }).click();
    await v.see('在分群“只买过一次”中', 'Is in “One order so far”');
    check(await p.locator('.why-yes').count() >= 2 && await p.locator('.why-no').count() === 0, 'every reason holds');
    check(await p.locator('.why-actual b').count() >= 2, 'with this person\'s own values');
    await v.shot(`${lang}-why-in`);
    await v.go(`/people/${encodeURIComponent(person.id)}?tab=segments&why=quiet_champions`);
    await v.see('不在分群“高价值沉默”中', 'Is not in “High value gone quiet”');
    check(await p.locator('.why-no').count() >= 1, 'a reason that does not hold');
    await v.shot(`${lang}-why-out`);
    await v.accessible('why not in a segment');
  });
}
await done();
