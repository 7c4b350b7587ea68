/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `shoal points` prints: tables for people, one object with --json. */
#include "cli/points.h"

static const char *amount_text(int64_t v, uint8_t decimals, char out[DEC_TEXT_BYTES]) {
  return dec_text((struct dec){v, decimals}, out);
}

static void put_amount(struct jw *j, const char *name, int64_t v, uint8_t decimals) {
  char text[DEC_TEXT_BYTES];
  jw_key(j, name), jw_cstr(j, amount_text(v, decimals, text));
}

static void put_when(struct jw *j, const char *name, int64_t ms) {
  struct buf b = BUF_INIT;
  if (ms && ms != LEDGER_NEVER) time_format_iso(ms, &b);
  jw_key(j, name);
  if (b.n)
    jw_str(j, buf_str(&b));
  else
    jw_null(j);
  buf_release(&b);
}

static void begin(struct cli *c, struct jw *j, const char *name) {
  jw_init(j, &c->out, 2);
  jw_begin_object(j);
  jw_key(j, name), jw_begin_array(j);
}

static void end(struct cli *c, struct jw *j) {
  jw_end_array(j);
  jw_end_object(j);
  buf_putc(&c->out, '\n');
}

static void cell_when(struct loyalty *l, struct table *t, int64_t ms) {
  struct buf b = BUF_INIT;
  if (ms && ms != LEDGER_NEVER) time_format_minute(ws_tz(loyalty_workspace(l)), ms, &b);
  table_cell(t, b.n ? buf_str(&b) : STR("–"));
  buf_release(&b);
}

static void cell_amount(struct table *t, int64_t v, uint8_t decimals) {
  char text[DEC_TEXT_BYTES];
  table_cellf(t, "%s", amount_text(v, decimals, text));
}

/* ---- balances ---- */

static void balances_json(struct cli *c, const struct ledger_balance *all, uint32_t n) {
  struct jw j;
  begin(c, &j, "balances");
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(&j);
    jw_key(&j, "currency"), jw_str(&j, all[i].currency);
    put_amount(&j, "available", all[i].available, all[i].decimals);
    put_amount(&j, "pending", all[i].pending, all[i].decimals);
    put_amount(&j, "frozen", all[i].frozen, all[i].decimals);
    put_amount(&j, "expiring", all[i].expiring, all[i].decimals);
    put_when(&j, "expires_at", all[i].expires_ms);
    jw_end_object(&j);
  }
  end(c, &j);
}

bool points_balance(struct cli *c, struct loyalty *l, struct err *err) {
  struct ledger_balance *all;
  uint32_t subject, n;
  if (!points_subject(l, str_from(c->args[1]), &subject, err) ||
      !ledger_balances(l, subject, &c->arena, &all, &n, err))
    return false;
  if (c->json) {
    balances_json(c, all, n);
    return true;
  }
  struct table *t = table_new(&c->arena, 6);
  table_head(t, 0, tr(c, "currency", "币种"), ALIGN_LEFT);
  table_head(t, 1, tr(c, "available", "可用"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "pending", "待生效"), ALIGN_RIGHT);
  table_head(t, 3, tr(c, "frozen", "冻结"), ALIGN_RIGHT);
  table_head(t, 4, tr(c, "expiring", "将过期"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "when", "过期时间"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    table_cell(t, all[i].currency);
    cell_amount(t, all[i].available, all[i].decimals);
    cell_amount(t, all[i].pending, all[i].decimals);
    cell_amount(t, all[i].frozen, all[i].decimals);
    cell_amount(t, all[i].expiring, all[i].decimals);
    cell_when(l, t, all[i].expires_ms);
  }
  if (n) table_print(c, t, "");
  return true;
}

/* ---- history ---- */

static const char *const buckets[] = {"available", "pending", "frozen"};

static void history_json(struct cli *c, const struct ledger_line *all, uint32_t n) {
  struct jw j;
  begin(c, &j, "history");
  for (uint32_t i = 0; i < n; i++) {
    const struct ledger_line *x = &all[i];
    jw_begin_object(&j);
    jw_key(&j, "n"), jw_int(&j, x->n);
    jw_key(&j, "txn"), jw_int(&j, x->txn);
    put_when(&j, "at", x->at_ms);
    jw_key(&j, "kind"), jw_cstr(&j, ledger_kind_name(x->kind));
    jw_key(&j, "bucket"), jw_cstr(&j, buckets[x->bucket]);
    put_amount(&j, "amount", x->amount, x->decimals);
    put_amount(&j, "balance", x->balance, x->decimals);
    jw_key(&j, "account"), jw_int(&j, x->account);
    jw_key(&j, "actor"), jw_str(&j, x->actor);
    jw_key(&j, "reason"), jw_str(&j, x->reason);
    jw_key(&j, "ref"), jw_str(&j, x->ref);
    jw_end_object(&j);
  }
  end(c, &j);
}

bool points_history(struct cli *c, struct loyalty *l, struct err *err) {
  struct ledger_line *all;
  struct currency k;
  uint64_t limit = cli_count(c, "limit", 50), most = 100000;
  uint32_t subject, n;
  if (!points_subject(l, str_from(c->args[1]), &subject, err) ||
      !ledger_currency(l, str_from(c->args[2]), &c->arena, &k, err) ||
      !ledger_history(l, subject, k.slug, (int64_t)cli_count(c, "before", 0),
                      (uint32_t)(limit < most ? limit : most), &c->arena, &all, &n, err))
    return false;
  if (c->json) {
    history_json(c, all, n);
    return true;
  }
  struct table *t = table_new(&c->arena, 7);
  table_head(t, 0, tr(c, "entry", "分录"), ALIGN_RIGHT);
  table_head(t, 1, tr(c, "txn", "交易"), ALIGN_RIGHT);
  table_head(t, 2, tr(c, "at", "时间"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "kind", "类型"), ALIGN_LEFT);
  table_head(t, 4, tr(c, "amount", "数量"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "balance", "余额"), ALIGN_RIGHT);
  table_head(t, 6, tr(c, "ref", "关联"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    table_cellf(t, "%lld", (long long)all[i].n);
    table_cellf(t, "%lld", (long long)all[i].txn);
    cell_when(l, t, all[i].at_ms);
    table_cellf(t, "%s %s", ledger_kind_name(all[i].kind), buckets[all[i].bucket]);
    cell_amount(t, all[i].amount, all[i].decimals);
    cell_amount(t, all[i].balance, all[i].decimals);
    table_cell(t, all[i].ref.n ? all[i].ref : STR("–"));
  }
  if (n) table_print(c, t, "");
  return true;
}

/* ---- totals ---- */

bool points_totals(struct cli *c, struct loyalty *l, struct err *err) {
  static const char *const names[][2] = {
      {"issued", "发放"},    {"spent", "消费"},     {"expired", "过期"},   {"adjusted", "调整"},
      {"shortfall", "缺口"}, {"available", "可用"}, {"pending", "待生效"}, {"frozen", "冻结"}};
  enum { N = sizeof names / sizeof *names };
  struct ledger_totals *all;
  struct jw j;
  uint32_t n;
  if (!ledger_totals(l, &c->arena, &all, &n, err)) return false;
  struct table *t = table_new(&c->arena, N + 1);
  if (c->json) begin(c, &j, "totals");
  table_head(t, 0, tr(c, "currency", "币种"), ALIGN_LEFT);
  for (uint32_t k = 0; k < N; k++)
    table_head(t, k + 1, tr(c, names[k][0], names[k][1]), ALIGN_RIGHT);
  for (uint32_t i = 0; i < n; i++) {
    const struct ledger_totals *x = &all[i];
    const int64_t v[N] = {x->issued,    x->spent,     x->expired, x->adjusted,
                          x->shortfall, x->available, x->pending, x->frozen};
    if (c->json) jw_begin_object(&j), jw_key(&j, "currency"), jw_str(&j, x->currency);
    table_cell(t, x->currency);
    for (uint32_t k = 0; k < N; k++) {
      if (c->json) put_amount(&j, names[k][0], v[k], x->decimals);
      cell_amount(t, v[k], x->decimals);
    }
    if (c->json) jw_key(&j, "accounts"), jw_int(&j, x->accounts), jw_end_object(&j);
  }
  if (c->json)
    end(c, &j);
  else if (n)
    table_print(c, t, "");
  return true;
}

/* ---- checking ---- */

struct findings {
  struct cli *c;
  struct jw j;
  uint64_t n;
};

static void on_bad(void *ctx, const struct err *what) {
  struct findings *f = ctx;
  struct buf b = BUF_INIT;
  err_render(what, f->c->lang, &b);
  f->n++;
  if (f->c->json)
    jw_str(&f->j, buf_str(&b));
  else
    buf_printf(&f->c->out, "%.*s\n", STRF(buf_str(&b)));
  buf_release(&b);
}

bool points_verify(struct cli *c, struct loyalty *l, struct err *err) {
  struct findings f = {.c = c};
  struct state *s = loyalty_reader(l);
  if (c->json) begin(c, &f.j, "damage");
  state_enter(s);
  bool ok = ledger_verify(s, on_bad, &f, err);
  state_leave(s);
  if (!ok) {
    buf_reset(&c->out);
    return false;
  }
  if (c->json)
    end(c, &f.j);
  else if (!f.n)
    buf_puts(&c->out, tr(c, "The ledger is sound.\n", "账本无误。\n"));
  return f.n == 0 || err_fail(err, ERR_damage_found, "%llu", (unsigned long long)f.n);
}

/* ---- what was done ---- */

void points_posted(struct cli *c, const struct ledger_post *p, const struct ledger_posted *d,
                   uint8_t decimals) {
  char amount[DEC_TEXT_BYTES], balance[DEC_TEXT_BYTES];
  struct jw j;
  if (!c->json) {
    buf_printf(
        &c->out,
        tr(c, "transaction %lld: %s %s %.*s, balance %s\n", "交易 %lld：%s %s %.*s，余额 %s\n"),
        (long long)d->txn, ledger_kind_name(p->op), amount_text(d->amount, decimals, amount),
        STRF(p->currency), amount_text(d->balance, decimals, balance));
    return;
  }
  jw_init(&j, &c->out, 2);
  jw_begin_object(&j);
  jw_key(&j, "txn"), jw_int(&j, d->txn);
  put_when(&j, "at", d->at_ms);
  jw_key(&j, "kind"), jw_cstr(&j, ledger_kind_name(p->op));
  jw_key(&j, "currency"), jw_str(&j, p->currency);
  put_amount(&j, "amount", d->amount, decimals);
  put_amount(&j, "balance", d->balance, decimals);
  put_amount(&j, "other", d->other, decimals);
  put_amount(&j, "debt", d->debt, decimals);
  put_amount(&j, "shortfall", d->shortfall, decimals);
  put_amount(&j, "lapsed", d->lapsed, decimals);
  jw_key(&j, "again"), jw_bool(&j, d->again);
  jw_end_object(&j);
  buf_putc(&c->out, '\n');
}
