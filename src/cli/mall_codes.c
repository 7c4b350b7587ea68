/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal mall pools`, `codes`, `withdraw`, `show`, `bulk`: codes of others, and many orders at
 * once. */
#include "incentive/mall_code.h"

#include <xxhash.h>

#include "base/id.h"
#include "cli/coupons.h"
#include "cli/mall.h"
#include "incentive/mall_bulk.h"
#include "resource/coupon.h"

static struct str option(struct cli *c, const char *name) {
  const char *v = cli_get(c, name);
  return v ? str_from(v) : STR("");
}

/* ---- pools ---- */

bool mall_pools_verb(struct cli *c, struct incentive *i, struct err *err) {
  static const char *const en[] = {"free", "held", "given", "spent", "withdrawn"};
  static const char *const zh[] = {"可用", "待付款", "已发放", "已作废", "已停用"};
  struct mall_pool *all;
  uint32_t n;
  if (!mall_pools(i, &c->arena, &all, &n, err)) return false;
  struct table *t = table_new(&c->arena, MALL_CODE_STATES + 2);
  table_head(t, 0, tr(c, "pool", "卡券池"), ALIGN_LEFT);
  for (int k = 0; k < MALL_CODE_STATES; k++)
    table_head(t, (uint32_t)k + 1, tr(c, en[k], zh[k]), ALIGN_RIGHT);
  table_head(t, MALL_CODE_STATES + 1, "", ALIGN_LEFT);
  for (uint32_t k = 0; k < n; k++) {
    if (c->json) {
      buf_printf(&c->out, "{\"pool\":\"%.*s\"", STRF(all[k].slug));
      for (int s = 0; s < MALL_CODE_STATES; s++)
        buf_printf(&c->out, ",\"%s\":%lld", mall_code_state_names[s], (long long)all[k].codes[s]);
      buf_printf(&c->out, ",\"few\":%s}\n", all[k].few ? "true" : "false");
      continue;
    }
    table_cell(t, all[k].slug);
    for (int s = 0; s < MALL_CODE_STATES; s++)
      table_cellf(t, "%lld", (long long)all[k].codes[s]);
    table_cell(t, all[k].few ? str_from(tr(c, "few left", "可用不足")) : STR(""));
  }
  if (!c->json) table_print(c, t, "");
  return true;
}

/* Without --key the key is made of the file, so that the same file again imports nothing twice and
 * one that was interrupted goes on. */
bool mall_codes_verb(struct cli *c, struct incentive *i, struct err *err) {
  struct mall_loading x = {
      .pool = str_from(c->args[1]), .actor = STR("cli"), .key = option(c, "key")};
  struct mall_loaded d;
  struct mall_line *lines;
  uint32_t *at;
  struct str text;
  if (!io_read_all(io_posix(), c->args[2], (size_t)256 << 20, &c->arena, &text, err)) return false;
  if (!x.key.n)
    x.key = arena_printf(&c->arena, "file:%.*s:%016llx", STRF(x.pool),
                         (unsigned long long)XXH3_64bits(text.p, text.n));
  x.n = mall_lines_of(text, &c->arena, &lines, &at);
  x.lines = lines;
  if (!mall_pool_load(i, &x, MALL_LOAD_MAX, &c->arena, &d, err)) return false;
  for (uint32_t k = 0; k < d.n_refused; k++) {
    struct buf b = BUF_INIT;
    err_render(&d.refused[k].why, c->lang, &b);
    cli_note(c, "%u: %.*s", at[d.refused[k].line - 1], (int)b.n, b.p);
    buf_release(&b);
  }
  buf_printf(&c->out,
             c->json ? "{\"import\":%lld,\"lines\":%lld,\"added\":%lld}\n"
                     : tr(c, "import %lld: %lld lines, %lld codes added\n",
                          "导入 %lld：共 %lld 行，新增 %lld 个卡密\n"),
             (long long)d.load.n, (long long)d.load.lines, (long long)d.load.added);
  if (d.n_refused) *err = d.refused[0].why;
  return d.n_refused == 0;
}

bool mall_withdraw_verb(struct cli *c, struct incentive *i, struct err *err) {
  int64_t n;
  if (!mall_pool_withdraw(i, str_from(c->args[1]), (int64_t)cli_count(c, "import", 0), &n, err))
    return false;
  buf_printf(&c->out,
             c->json ? "{\"codes\":%lld}\n"
                     : tr(c, "%lld codes withdrawn\n", "已停用 %lld 个卡密\n"),
             (long long)n);
  return true;
}

/* ---- many orders ---- */

static bool moment(struct cli *c, const struct tz *tz, const char *name, bool end, int64_t *ret,
                   struct err *err) {
  struct str text = option(c, name);
  bool date;
  if (!text.n) return true;
  if (!time_parse_iso(text, tz, ret, &date, err)) return false;
  if (end && date) *ret = day_start(tz, day_of(tz, *ret) + 1);
  return true;
}

static int word_of(struct str word, const char *const *names) {
  for (int k = 0; word.n && names[k]; k++)
    if (str_is(word, names[k])) return k;
  return -1;
}

static bool filter_of(struct cli *c, struct incentive *i, struct mall_bulk *b, struct err *err) {
  const struct tz *tz = ws_tz(loyalty_workspace(incentive_loyalty(i)));
  struct str state = option(c, "status"), person = option(c, "person");
  *b = (struct mall_bulk){.what = (enum mall_what)word_of(str_from(c->args[1]), mall_what_names),
                          .find = {.item = option(c, "item"),
                                   .state = word_of(state, mall_state_names),
                                   .subject = SUBJECT_NONE}};
  if (state.n && b->find.state < 0)
    return err_fail(err, ERR_bad_option_value,
                    "status" ERR_SEP "%.*s" ERR_SEP "awaiting_payment|placed|shipped|ready",
                    STRF(state));
  if (person.n && !coupon_subject(incentive_loyalty(i), person, false, &b->find.subject, err))
    return false;
  return moment(c, tz, "from", false, &b->find.from, err) &&
         moment(c, tz, "until", true, &b->find.until, err);
}

static void put_reach(struct cli *c, struct incentive *i, const struct mall_reach *r) {
  struct workspace *w = loyalty_workspace(incentive_loyalty(i));
  unsigned decimals = iso_currency_decimals(ws_currency(w));
  char text[DEC_TEXT_BYTES];
  if (c->json) {
    buf_printf(&c->out, "{\"orders\":%u,\"people\":%u,\"pieces\":%lld,\"money\":\"%s\"}\n", r->n,
               r->people, (long long)r->pieces,
               dec_text((struct dec){r->money, (uint8_t)decimals}, text));
    return;
  }
  buf_printf(&c->out,
             tr(c, "%u orders of %u people, %lld pieces, %s in money\n",
                "%u 单，%u 人，%lld 件，金额 %s\n"),
             r->n, r->people, (long long)r->pieces,
             dec_text((struct dec){r->money, (uint8_t)decimals}, text));
  for (uint32_t k = 0; k < r->n_points; k++)
    buf_printf(&c->out, "%s %.*s\n",
               dec_text((struct dec){r->points[k].points, r->points[k].scale}, text),
               STRF(r->points[k].currency));
}

static bool do_all(struct cli *c, struct incentive *i, const struct mall_bulk *b,
                   const struct mall_reach *r, struct err *err) {
  struct str key = option(c, "key"), reason = option(c, "reason");
  struct err first = {0};
  uint32_t done = 0, refused = 0;
  if (!key.n) key = id_new("mbk_", &c->arena);
  for (uint32_t at = 0; at < r->n; at += MALL_BULK_AT_ONCE) {
    struct mall_ask asks[MALL_BULK_AT_ONCE];
    struct mall_outcome did[MALL_BULK_AT_ONCE];
    uint32_t n = r->n - at < MALL_BULK_AT_ONCE ? r->n - at : MALL_BULK_AT_ONCE;
    for (uint32_t k = 0; k < n; k++)
      asks[k] = (struct mall_ask){
          .what = b->what,
          .actor = STR("cli"),
          .key = arena_printf(&c->arena, "%.*s:%lld", STRF(key), (long long)r->orders[at + k]),
          .subject = SUBJECT_NONE,
          .order = r->orders[at + k],
          .reason = reason,
          .keep = cli_get(c, "no-restock") != NULL};
    if (!mall_do_many(i, asks, n, did, err)) return false;
    for (uint32_t k = 0; k < n; k++) {
      done += did[k].ok;
      if (!did[k].ok && refused++ == 0) first = did[k].why;
    }
  }
  buf_printf(&c->out,
             c->json ? "{\"done\":%u,\"refused\":%u}\n"
                     : tr(c, "%u done, %u refused\n", "成功 %u 单，失败 %u 单\n"),
             done, refused);
  if (refused) *err = first;
  return refused == 0;
}

bool mall_bulk_verb(struct cli *c, struct incentive *i, struct err *err) {
  struct mall_bulk b;
  struct mall_reach r;
  if (!filter_of(c, i, &b, err) || !mall_bulk_reach(i, &b, &c->arena, &r, err)) return false;
  if (cli_get(c, "dry-run")) {
    put_reach(c, i, &r);
    return true;
  }
  return do_all(c, i, &b, &r, err);
}

/* ---- the codes of an order ---- */

bool mall_show_codes_verb(struct cli *c, struct incentive *i, struct err *err) {
  struct json number = {.type = JSON_NUMBER, .text = str_from(c->args[1])};
  struct mall_code *all;
  uint32_t n;
  int64_t order;
  if (!json_int(&number, &order)) return err_fail(err, ERR_unknown_mall_order, "%s", c->args[1]);
  if (!mall_codes(i, order, SUBJECT_NONE, &c->arena, &all, &n, err)) return false;
  for (uint32_t k = 0; k < n; k++) {
    struct jw w;
    if (!c->json) {
      buf_printf(&c->out, "%.*s%s%.*s\n", STRF(all[k].code), all[k].pin.n ? "  " : "",
                 STRF(all[k].pin));
      continue;
    }
    jw_init(&w, &c->out, 0);
    jw_begin_object(&w);
    jw_key(&w, "code"), jw_str(&w, all[k].code);
    jw_key(&w, "pin"), jw_str(&w, all[k].pin);
    jw_end_object(&w);
    buf_putc(&c->out, '\n');
  }
  return true;
}
