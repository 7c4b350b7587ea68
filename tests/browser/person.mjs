// SPDX-License-Identifier: GPL-3.0-or-later
// One person, found by phone: what they did, and why they are in a segment or not.
import { becomes, done, equal, holds, langs, test, tour } from './lib/tour.mjs';

for (const lang of langs) {
  await test('somebody is found by phone, with timeline, orders and reasons', lang, lang, async (v) => {
    const { p } = v;
    const api = (path) => v.context.request.get(`${tour.base}/api/w/main${path}`).then((r) => r.json());
    const phone = '13900000003'; // bought once, at the till (tests/lib/browser.py)
    const person = await api(`/people/${phone}`);
    equal(person.identities.map((i) => [i.type, i.value]), [['phone', `+86${phone}`]], 'known by phone');

    await v.go('/people');
    await p.getByRole('searchbox').or(p.getByLabel(v.say('手机号 / 邮箱 / 会员号 / 姓名', 'Phone, e-mail, member number or name'))).first().fill(phone);
    const row = p.locator('tr[data-row]').first();
    await row.getByText(phone).first().waitFor();
    await becomes(() => p.locator('tr[data-row]').count(), 1, 'people with this phone');
    await row.getByRole('link').first().click();
    await p.waitForURL(`**/people/${encodeURIComponent(person.id)}`);
    await v.settle();
    await p.locator('.timeline-money').first().waitFor();
    await p.locator('.timeline-money .timeline-line').first().click();
    await p.locator('.timeline-props').first().waitFor();
    await v.shot(`${lang}-person-timeline`);

    await p.getByText(v.say('订单', 'Orders'), { exact: true }).last().click();
    await p.locator('tr[data-row]').first().waitFor();
    await becomes(() => p.locator('tr[data-row]').count(), person.numbers.orders, 'orders listed');

    await p.getByText(v.say('分群', 'Segments'), { exact: true }).last().click();
    await p.locator('.person-tagbutton', { hasText: v.say('只买过一次', 'One order so far') }).click();
    await v.see('在分群“只买过一次”中', 'Is in “One order so far”');
    await holds(async () => await p.locator('.why-yes').count() >= 2 && await p.locator('.why-no').count() === 0, 'every reason holds');
    await holds(async () => await p.locator('.why-actual').count() >= 2, 'with this person\'s own values');
    await v.shot(`${lang}-why-in`);
    await v.go(`/people/${encodeURIComponent(person.id)}?tab=segments&why=quiet_champions`);
    await v.see('不在分群“高价值沉默”中', 'Is not in “High value gone quiet”');
    await holds(async () => await p.locator('.why-no').count() >= 1, 'a reason that does not hold');
    await v.shot(`${lang}-why-out`);
    await v.accessible('why not in a segment');
  });
}
await done();
