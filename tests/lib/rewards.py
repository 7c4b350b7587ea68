# SPDX-License-Identifier: GPL-3.0-or-later
"""A small brand that owes its customers something: documents of points, coupons and a club."""

DOCUMENTS = """kind: currency
slug: points
title: {en: Points, zh: 积分}
unit: {en: pts, zh: 分}
expires: {months: 12, end_of: month}
---
kind: currency
slug: growth
title: {en: Growth, zh: 成长值}
type: growth
---
kind: currency
slug: credit
title: {en: Store credit, zh: 购物金}
type: credit
decimals: 2
unit: {en: CNY, zh: 元}
---
kind: coupon
slug: welcome
title: {en: Welcome gift, zh: 新人见面礼}
benefit: {type: threshold, spend: 200, amount: 30}
valid: {days: 7}
claim: open
limits: {claimed: 1}
texts:
  rules: {en: "For tea and cakes.\\nOne per order.", zh: "限茶饮与糕点。\\n每单限用一张。"}
---
kind: coupon
slug: autumn
title: {en: Autumn offer, zh: 秋季特惠}
benefit: {type: percent_off, percent: 15, max_discount: 50}
minimum: {spend: 99}
scope: {categories: [tea]}
valid: {until: 2099-01-01}
claim: code
code: {prefix: AU, length: 10}
limits: {claimed: 3}
---
kind: coupon
slug: postage
title: {en: Free delivery, zh: 免运费券}
benefit: {type: shipping, free: true}
valid: {days: 2}
---
kind: coupon
slug: buyers
title: {en: For buyers, zh: 老客专享}
benefit: {type: amount_off, amount: 5}
valid: {days: 7}
claim: open
audience: count(order_completed) >= 1
---
kind: programme
slug: club
title: {en: Tea club, zh: 茶友会}
join: open
growth: growth
period: {rolling: 12}
levels:
  - slug: leaf
    title: {en: Leaf, zh: 青叶}
    benefits: {texts: [{en: Points on every order, zh: 消费积分}]}
  - slug: blossom
    title: {en: Blossom, zh: 花开}
    growth: 1000
    benefits:
      texts: [{en: Free delivery, zh: 全年包邮}, {en: A cake on your birthday, zh: 生日赠送糕点一份}]
      services: [{slug: tasting, title: {en: Tea tasting, zh: 品茶体验}, promise: {en: Book a day ahead, zh: 提前一天预约}, quota: 2, per: year}]
  - slug: harvest
    title: {en: Harvest, zh: 丰收}
    growth: 5000
    benefits: {texts: [{en: Everything of Blossom, zh: 包含花开全部权益}]}
"""
