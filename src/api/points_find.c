/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ledger as a list of transactions: newest first, of a currency, a kind, an actor, a
 * reason, an order, some time. */
#include "api/ask.h"
#include "api/people_page.h"
#include "api/points.h"

static void put_whom(struct ask *a, const struct ask_column *names, uint32_t subject) {
  struct jw *w = &a->c->out;
  struct people *p = ws_people(tenant_workspace(a->c->tenant));
  if (subject == SUBJECT_NONE || people_erased(p, subject)) {
    jw_null(w);
    return;
  }
  uint32_t number = person_of(p, subject);
  struct naive_value name = ask_value(names, number);
  jw_begin_object(w);
  put_person_head(a, number, name.missing ? (struct str){NULL, 0} : name.str);
  jw_end_object(w);
}

static void put_row(struct ask *a, const struct ask_column *names, struct actor_names *actors,
                    const struct ledger_txn *t) {
  struct jw *w = &a->c->out;
  jw_begin_object(w);
  jw_key(w, "txn"), jw_int(w, t->n);
  jw_key(w, "at"), put_time(w, t->at_ms);
  jw_key(w, "kind"), jw_cstr(w, ledger_kind_name(t->kind));
  jw_key(w, "currency"), jw_str(w, t->currency);
  jw_key(w, "amount"), put_decimal(w, (struct dec){t->amount, t->decimals});
  jw_key(w, "moved"), put_decimal(w, (struct dec){t->moved, t->decimals});
  jw_key(w, "balance"), put_decimal(w, (struct dec){t->balance, t->decimals});
  jw_key(w, "returned"), put_decimal(w, (struct dec){t->returned, t->decimals});
  jw_key(w, "person"), put_whom(a, names, t->subject);
  jw_key(w, "of");
  if (t->of)
    jw_int(w, t->of);
  else
    jw_null(w);
  jw_key(w, "actor"), jw_str(w, t->actor);
  put_actor(a->c, actors, "actor_name", t->actor);
  jw_key(w, "reason"), jw_str(w, t->reason);
  jw_key(w, "ref"), jw_str(w, t->ref);
  jw_end_object(w);
}

static enum ledger_kind kind_of(struct str word) {
  for (int k = LEDGER_EARN; word.n && k < LEDGER_KINDS; k++)
    if (str_is(word, ledger_kind_name((enum ledger_kind)k))) return (enum ledger_kind)k;
  return 0;
}

bool api_list_transactions(struct call *c, struct err *err) {
  struct jw *w = &c->out;
  struct loyalty *l;
  struct ledger_txn *all;
  struct page_key key = {.n_n = 1};
  struct ledger_find f = {.currency = call_query(c, "currency"),
                          .actor = call_query(c, "actor"),
                          .ref = call_query(c, "ref"),
                          .reason = call_query(c, "reason"),
                          .kind = kind_of(call_query(c, "kind")),
                          .limit = call_limit(c)};
  struct actor_names actors = {.n = 0};
  struct ask_column names;
  struct str attr;
  struct ask a;
  uint32_t n;
  int64_t next;
  bool given;
  if (!call_cursor(c, &key, &given, err) ||
      !call_moment(c, "from", call_query(c, "from"), false, &f.from_ms, err) ||
      !call_moment(c, "to", call_query(c, "to"), true, &f.until_ms, err) ||
      !tenant_loyalty(c->tenant, &l, err))
    return false;
  if (given) f.before = key.n[0];
  if (!ledger_find(l, &f, c->arena, &all, &n, &next, err)) return false;
  bool ok = ask_begin(c, &a, err) && name_column(&a, &names, &attr, err);
  if (ok) {
    key = (struct page_key){.n = {next}, .n_n = 1};
    jw_begin_object(w);
    jw_key(w, "items"), jw_begin_array(w);
    for (uint32_t i = 0; i < n; i++)
      put_row(&a, &names, &actors, &all[i]);
    jw_end_array(w);
    call_put_next(c, next ? &key : NULL);
    jw_end_object(w);
  }
  ask_end(&a);
  return ok;
}
