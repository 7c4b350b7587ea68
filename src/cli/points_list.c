/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `shoal points list` and `show`: transactions of everybody, and one with what hangs on it. */
#include "cli/points.h"

static void put_units(struct jw *j, const char *name, int64_t v, uint8_t decimals) {
  char text[DEC_TEXT_BYTES];
  jw_key(j, name), jw_cstr(j, dec_text((struct dec){v, decimals}, text));
}

static void put_at(struct jw *j, const char *name, int64_t ms) {
  struct buf b = BUF_INIT;
  jw_key(j, name);
  if (ms && ms != LEDGER_NEVER) {
    time_format_iso(ms, &b);
    jw_str(j, buf_str(&b));
  } else {
    jw_null(j);
  }
  buf_release(&b);
}

static struct str person_of_txn(struct loyalty *l, uint32_t subject) {
  struct people *p = ws_people(loyalty_workspace(l));
  if (subject == SUBJECT_NONE || people_erased(p, subject)) return STR("–");
  return people_external_id(p, person_of(p, subject));
}

/* Inside an object. */
static void put_txn(struct jw *j, struct loyalty *l, const struct ledger_txn *t) {
  jw_key(j, "txn"), jw_int(j, t->n);
  put_at(j, "at", t->at_ms);
  jw_key(j, "kind"), jw_cstr(j, ledger_kind_name(t->kind));
  jw_key(j, "currency"), jw_str(j, t->currency);
  put_units(j, "amount", t->amount, t->decimals);
  put_units(j, "moved", t->moved, t->decimals);
  put_units(j, "balance", t->balance, t->decimals);
  put_units(j, "returned", t->returned, t->decimals);
  jw_key(j, "person"), jw_str(j, person_of_txn(l, t->subject));
  jw_key(j, "of"), jw_int(j, t->of);
  jw_key(j, "actor"), jw_str(j, t->actor);
  jw_key(j, "reason"), jw_str(j, t->reason);
  jw_key(j, "ref"), jw_str(j, t->ref);
}

static bool kind_given(struct cli *c, enum ledger_kind *ret, struct err *err) {
  const char *kind = cli_get(c, "kind");
  if (!kind) return true;
  for (int k = LEDGER_EARN; k < LEDGER_KINDS; k++)
    if (strcmp(kind, ledger_kind_name((enum ledger_kind)k)) == 0) {
      *ret = (enum ledger_kind)k;
      return true;
    }
  return err_fail(err, ERR_bad_option_value, "kind" ERR_SEP "%s" ERR_SEP "earn, grant, spend …",
                  kind);
}

static void list_table(struct cli *c, struct loyalty *l, const struct ledger_txn *all, uint32_t n) {
  struct table *t = table_new(&c->arena, 7);
  char text[DEC_TEXT_BYTES];
  table_head(t, 0, tr(c, "txn", "交易"), ALIGN_RIGHT);
  table_head(t, 1, tr(c, "at", "时间"), ALIGN_LEFT);
  table_head(t, 2, tr(c, "person", "用户"), ALIGN_LEFT);
  table_head(t, 3, tr(c, "kind", "类型"), ALIGN_LEFT);
  table_head(t, 4, tr(c, "amount", "数量"), ALIGN_RIGHT);
  table_head(t, 5, tr(c, "currency", "币种"), ALIGN_LEFT);
  table_head(t, 6, tr(c, "ref", "关联"), ALIGN_LEFT);
  for (uint32_t i = 0; i < n; i++) {
    const struct ledger_txn *x = &all[i];
    struct buf at = BUF_INIT;
    time_format_minute(ws_tz(loyalty_workspace(l)), x->at_ms, &at);
    table_cellf(t, "%lld", (long long)x->n);
    table_cell(t, buf_str(&at));
    table_cell(t, person_of_txn(l, x->subject));
    table_cellf(t, "%s", ledger_kind_name(x->kind));
    table_cellf(t, "%s",
                dec_text((struct dec){x->moved ? x->moved : x->amount, x->decimals}, text));
    table_cell(t, x->currency);
    table_cell(t, x->ref.n ? x->ref : STR("–"));
    buf_release(&at);
  }
  table_print(c, t, "");
}

/* A date as the end is that whole day. */
static bool moment(struct cli *c, const struct tz *tz, const char *name, bool end, int64_t *ret,
                   struct err *err) {
  const char *text = cli_get(c, name);
  bool date;
  if (!text) return true;
  if (!time_parse_iso(str_from(text), tz, ret, &date, err)) return false;
  if (end && date) *ret = day_start(tz, day_of(tz, *ret) + 1);
  return true;
}

bool points_list(struct cli *c, struct loyalty *l, struct err *err) {
  uint64_t limit = cli_count(c, "limit", 50), most = 100000;
  const char *ref = cli_get(c, "ref"), *actor = cli_get(c, "actor"), *why = cli_get(c, "reason");
  const struct tz *tz = ws_tz(loyalty_workspace(l));
  struct ledger_find f = {.currency = str_from(c->n_args > 1 ? c->args[1] : ""),
                          .actor = str_from(actor ? actor : ""),
                          .ref = str_from(ref ? ref : ""),
                          .reason = str_from(why ? why : ""),
                          .before = (int64_t)cli_count(c, "before", 0),
                          .limit = (uint32_t)(limit < most ? limit : most)};
  struct ledger_txn *all;
  uint32_t n;
  int64_t next;
  struct jw j;
  if (!kind_given(c, &f.kind, err) || !moment(c, tz, "from", false, &f.from_ms, err) ||
      !moment(c, tz, "until", true, &f.until_ms, err) ||
      !ledger_find(l, &f, &c->arena, &all, &n, &next, err))
    return false;
  if (!c->json) {
    if (n) list_table(c, l, all, n);
    if (next) cli_note(c, tr(c, "more: --before %lld", "更多：--before %lld"), (long long)next);
    return true;
  }
  jw_init(&j, &c->out, 2);
  jw_begin_object(&j);
  jw_key(&j, "transactions"), jw_begin_array(&j);
  for (uint32_t i = 0; i < n; i++) {
    jw_begin_object(&j);
    put_txn(&j, l, &all[i]);
    jw_end_object(&j);
  }
  jw_end_array(&j);
  jw_key(&j, "before"), jw_int(&j, next);
  jw_end_object(&j);
  buf_putc(&c->out, '\n');
  return true;
}

/* ---- one ---- */

static void parts_json(struct jw *j, const struct ledger_parts *p, uint8_t decimals) {
  jw_key(j, "took"), jw_begin_array(j);
  for (uint32_t i = 0; i < p->n_took; i++) {
    jw_begin_object(j);
    jw_key(j, "txn"), jw_int(j, p->took[i].txn);
    put_units(j, "amount", p->took[i].amount, decimals);
    put_units(j, "back", p->took[i].back, decimals);
    put_at(j, "expires_at", p->took[i].expires_ms);
    jw_end_object(j);
  }
  jw_end_array(j);
  jw_key(j, "made"), jw_begin_array(j);
  for (uint32_t i = 0; i < p->n_made; i++) {
    jw_begin_object(j);
    put_units(j, "granted", p->made[i].granted, decimals);
    put_units(j, "rest", p->made[i].rest, decimals);
    put_at(j, "expires_at", p->made[i].expires_ms);
    jw_end_object(j);
  }
  jw_end_array(j);
  jw_key(j, "followers"), jw_begin_array(j);
  for (uint32_t i = 0; i < p->n_followers; i++)
    jw_int(j, p->followers[i]);
  jw_end_array(j);
}

bool points_transaction(struct cli *c, struct loyalty *l, struct err *err) {
  struct json number = {.type = JSON_NUMBER, .text = str_from(c->args[1])};
  struct ledger_txn t;
  struct ledger_line *lines;
  struct ledger_parts parts;
  uint32_t n;
  int64_t txn;
  struct jw j;
  if (!json_int(&number, &txn) || txn <= 0)
    return err_fail(err, ERR_unknown_transaction, "%s", c->args[1]);
  if (!ledger_txn_get(l, txn, &c->arena, &t, &lines, &n, err) ||
      !ledger_txn_parts(l, txn, &c->arena, &parts, err))
    return false;
  /* Read by eye as well as by program: one form. */
  jw_init(&j, &c->out, 2);
  jw_begin_object(&j);
  put_txn(&j, l, &t);
  parts_json(&j, &parts, t.decimals);
  jw_end_object(&j);
  buf_putc(&c->out, '\n');
  return true;
}
