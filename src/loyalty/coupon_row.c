/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of coupons: reading, counting, writing, and as JSON. */
#include "base/panic.h"
#include "loyalty/coupon_int.h"
#include "loyalty/loyalty_int.h"

const char *const coupon_status_names[] = {"issued", "reserved", "redeemed", "expired", "revoked"};

unsigned coupon_decimals(const struct loyalty *l) {
  return iso_currency_decimals(ws_currency(l->w));
}

/* ---- reading ---- */

static int64_t int_or(struct state_stmt *q, int col, int64_t otherwise) {
  return state_is_null(q, col) ? otherwise : state_int(q, col);
}

static enum coupon_status status_of(struct str name) {
  int i = 0;
  while (!str_is(name, coupon_status_names[i]))
    must(++i <= COUPON_IS_REVOKED);
  return (enum coupon_status)i;
}

void coupon_row(struct state_stmt *q, struct arena *out, struct coupon *ret, int64_t *ret_kind) {
  *ret_kind = state_int(q, 2);
  *ret = (struct coupon){.n = state_int(q, 0),
                         .id = arena_str(out, state_str(q, 1)),
                         .version = (uint32_t)state_int(q, 3),
                         .holder = (uint32_t)int_or(q, 4, 0),
                         .subject = holder_subject_at(q, 5),
                         .status = status_of(state_str(q, 6)),
                         .code = arena_str(out, state_str(q, 7)),
                         .from_ms = state_int(q, 8),
                         .until_ms = state_int(q, 9),
                         .issued_ms = state_int(q, 10),
                         .claimed_ms = int_or(q, 11, INT64_MIN),
                         .used_ms = int_or(q, 12, INT64_MIN),
                         .held_ms = int_or(q, 13, INT64_MIN),
                         .source = arena_str(out, state_str(q, 14)),
                         .order = state_is_null(q, 15) ? STR("") : arena_str(out, state_str(q, 15)),
                         .discount = state_int(q, 16),
                         .order_total = state_int(q, 17)};
}

/* Ids are lower case with a prefix that no code has, for codes have no underscore. */
static bool is_id(struct str s) {
  return str_starts(s, STR("cpn_"));
}

bool coupon_load(struct state *s, struct str id_or_code, struct arena *out, struct coupon *ret,
                 int64_t *ret_kind, bool *ret_found, struct err *err) {
  struct state_stmt *q;
  char key[COUPON_CODE_TEXT_MAX + 1];
  bool id = is_id(id_or_code), row = false;
  *ret_found = false;
  if (!id && !coupon_code_key(id_or_code, key)) return true;
  if (!state_query(s,
                   id ? "SELECT " COUPON_COLUMNS COUPON_FROM "WHERE c.id = ?1"
                      : "SELECT " COUPON_COLUMNS COUPON_FROM "WHERE c.code_key = ?1",
                   &q, err))
    return false;
  state_bind_str(q, 1, id ? id_or_code : str_from(key));
  if (!state_step(q, &row, err)) return false;
  if (row) coupon_row(q, out, ret, ret_kind);
  state_reset(q);
  *ret_found = row;
  return true;
}

static bool mistyped(struct str typed) {
  char key[COUPON_CODE_TEXT_MAX + 1];
  if (is_id(typed) || !coupon_code_key(typed, key)) return false;
  return strlen(key) >= COUPON_CODE_MIN && !coupon_code_sound(str_from(key));
}

bool coupon_not_found(struct str id_or_code, struct err *err) {
  struct str shown = id_or_code.n > 80 ? str_of(id_or_code.p, 80) : id_or_code;
  return err_fail(err, mistyped(id_or_code) ? ERR_coupon_code_mistyped : ERR_unknown_coupon, "%.*s",
                  STRF(shown));
}

void coupon_look(struct coupon *c, int64_t now) {
  if (c->status == COUPON_IS_RESERVED && c->held_ms <= now) {
    c->status = COUPON_IS_ISSUED;
    c->order = STR("");
    c->discount = c->order_total = 0;
    c->used_ms = c->held_ms = INT64_MIN;
  }
  if (c->status == COUPON_IS_ISSUED && c->until_ms <= now) c->status = COUPON_IS_EXPIRED;
}

/* ---- counting ---- */

#define COUNT_HELD                                                                                 \
  "SELECT count(*) FILTER (WHERE status <> 'revoked'), "                                           \
  "count(*) FILTER (WHERE status = 'redeemed' OR (status = 'reserved' AND held_ms > ?2)), "        \
  "count(*) FILTER (WHERE used_ms >= ?3 AND (status = 'redeemed' OR "                              \
  "(status = 'reserved' AND held_ms > ?2))), "                                                     \
  "count(*) FILTER (WHERE batch = ?4) FROM coupon WHERE kind = ?1 AND holder IN "

/* Nearly everybody has one holder; lists are filled up by repeating the first. */
static const struct {
  uint32_t n;
  const char *sql;
} helds[] = {
    {1, COUNT_HELD "(?5)"},
    {8, COUNT_HELD "(?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"},
    {64,
     COUNT_HELD "(?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, "
                "?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35, ?36, "
                "?37, ?38, ?39, ?40, ?41, ?42, ?43, ?44, ?45, ?46, ?47, ?48, ?49, ?50, ?51, ?52, "
                "?53, ?54, ?55, ?56, ?57, ?58, ?59, ?60, ?61, ?62, ?63, ?64, ?65, ?66, ?67, ?68)"},
};

bool coupon_held(struct state *s, int64_t kind, const uint32_t *holders, uint32_t n, int64_t now,
                 int64_t day_ms, int64_t batch, struct held *ret, struct err *err) {
  struct held sum = {0};
  for (uint32_t i = 0; i < n;) {
    struct state_stmt *q;
    bool row = false;
    int k = n - i == 1 ? 0 : n - i <= helds[1].n ? 1 : 2;
    uint32_t take = n - i < helds[k].n ? n - i : helds[k].n;
    if (!state_query(s, helds[k].sql, &q, err)) return false;
    state_bind_int(q, 1, kind);
    state_bind_int(q, 2, now);
    state_bind_int(q, 3, day_ms);
    state_bind_int(q, 4, batch);
    for (uint32_t j = 0; j < helds[k].n; j++)
      state_bind_int(q, 5 + (int)j, holders[i + (j < take ? j : 0)]);
    if (!state_step(q, &row, err)) return false;
    must(row);
    sum.got += state_int(q, 0);
    sum.used += state_int(q, 1);
    sum.used_today += state_int(q, 2);
    sum.of_batch += state_int(q, 3);
    state_reset(q);
    i += take;
  }
  *ret = sum;
  return true;
}

/* ---- writing ---- */

static void bind_or_null(struct state_stmt *q, int i, int64_t v) {
  if (v == INT64_MIN)
    state_bind_null(q, i);
  else
    state_bind_int(q, i, v);
}

/* When there is something to do for the sweep. */
static int64_t due_of(const struct coupon *c) {
  return c->status == COUPON_IS_RESERVED                           ? c->held_ms
         : c->status == COUPON_IS_ISSUED && c->until_ms < TIME_MAX ? c->until_ms
                                                                   : INT64_MIN;
}

bool coupon_insert(struct state *s, const struct coupon *c, int64_t kind, int64_t batch,
                   struct err *err) {
  struct state_stmt *q;
  char key[COUPON_CODE_TEXT_MAX + 1];
  if (!state_query(s,
                   "INSERT INTO coupon (n, id, kind, version, holder, status, code, code_key, "
                   "from_ms, until_ms, issued_ms, claimed_ms, source, batch, discount, "
                   "order_total, due_ms) VALUES (?1, ?2, ?3, ?4, ?5, 'issued', ?6, ?7, ?8, ?9, "
                   "?10, ?11, ?12, ?13, 0, 0, ?14)",
                   &q, err))
    return false;
  must(c->status == COUPON_IS_ISSUED && coupon_code_key(c->code, key));
  state_bind_int(q, 1, c->n);
  state_bind_str(q, 2, c->id);
  state_bind_int(q, 3, kind);
  state_bind_int(q, 4, c->version);
  bind_or_null(q, 5, c->holder ? (int64_t)c->holder : INT64_MIN);
  state_bind_str(q, 6, c->code);
  state_bind_str(q, 7, str_from(key));
  state_bind_int(q, 8, c->from_ms);
  state_bind_int(q, 9, c->until_ms);
  state_bind_int(q, 10, c->issued_ms);
  bind_or_null(q, 11, c->claimed_ms);
  state_bind_str(q, 12, c->source);
  bind_or_null(q, 13, batch ? batch : INT64_MIN);
  bind_or_null(q, 14, due_of(c));
  return state_later(q, err);
}

bool coupon_update(struct state *s, const struct coupon *c, struct err *err) {
  struct state_stmt *q;
  if (!state_query(s,
                   "UPDATE coupon SET holder = ?2, status = ?3, from_ms = ?4, until_ms = ?5, "
                   "claimed_ms = ?6, source = ?7, used_ms = ?8, order_ref = ?9, discount = ?10, "
                   "order_total = ?11, held_ms = ?12, due_ms = ?13 WHERE n = ?1",
                   &q, err))
    return false;
  state_bind_int(q, 1, c->n);
  bind_or_null(q, 2, c->holder ? (int64_t)c->holder : INT64_MIN);
  state_bind_str(q, 3, str_from(coupon_status_names[c->status]));
  state_bind_int(q, 4, c->from_ms);
  state_bind_int(q, 5, c->until_ms);
  bind_or_null(q, 6, c->claimed_ms);
  state_bind_str(q, 7, c->source);
  bind_or_null(q, 8, c->used_ms);
  if (c->order.n)
    state_bind_str(q, 9, c->order);
  else
    state_bind_null(q, 9);
  state_bind_int(q, 10, c->discount);
  state_bind_int(q, 11, c->order_total);
  bind_or_null(q, 12, c->held_ms);
  bind_or_null(q, 13, due_of(c));
  return state_later(q, err);
}

/* ---- telling ---- */

void coupon_tell(struct loyalty *l, const struct coupon *c, const char *event) {
  unsigned decimals = coupon_decimals(l);
  if (c->subject == SUBJECT_NONE) return; /* a code of a pool is nobody's */
  struct ev_batch *b = loyalty_tell(l, c->subject, event);
  tell_text(b, "coupon", c->kind);
  tell_text(b, "coupon_id", c->id);
  tell_text(b, "order_id", c->order);
  if (c->status != COUPON_IS_REDEEMED) return;
  tell_number(b, "discount", coupon_amount(c->discount, decimals));
  tell_number(b, "order_total", coupon_amount(c->order_total, decimals));
}

static void put_ms(struct jw *w, const char *key, int64_t ms) {
  struct buf b = BUF_INIT_MAX(64);
  jw_key(w, key);
  if (ms == INT64_MIN || ms <= TIME_MIN || ms >= TIME_MAX) {
    jw_null(w);
    return;
  }
  time_format_iso(ms, &b);
  jw_str(w, buf_str(&b));
  buf_release(&b);
}

static void put_amount(struct jw *w, const char *key, bool there, int64_t units,
                       unsigned decimals) {
  char text[DEC_TEXT_BYTES];
  jw_key(w, key);
  jw_cstr(w, there ? dec_text(coupon_amount(units, decimals), text) : NULL);
}

void coupon_put_fields(struct jw *w, const struct coupon *c, unsigned decimals) {
  bool used = c->order.n > 0;
  jw_key(w, "id"), jw_str(w, c->id);
  jw_key(w, "kind"), jw_str(w, c->kind);
  jw_key(w, "version"), jw_uint(w, c->version);
  jw_key(w, "code"), jw_str(w, c->code);
  jw_key(w, "status"), jw_cstr(w, coupon_status_names[c->status]);
  jw_key(w, "held"), jw_bool(w, c->holder != 0);
  put_ms(w, "valid_from", c->from_ms);
  put_ms(w, "valid_until", c->until_ms);
  put_ms(w, "issued_at", c->issued_ms);
  put_ms(w, "claimed_at", c->claimed_ms);
  jw_key(w, "source"), jw_str(w, c->source);
  jw_key(w, "order");
  if (used)
    jw_str(w, c->order);
  else
    jw_null(w);
  put_ms(w, "used_at", c->used_ms);
  put_ms(w, "reserved_until", c->held_ms);
  put_amount(w, "discount", used, c->discount, decimals);
  put_amount(w, "order_total", used, c->order_total, decimals);
}

void coupon_put(struct jw *w, const struct coupon *c, unsigned decimals) {
  jw_begin_object(w);
  coupon_put_fields(w, c, decimals);
  jw_end_object(w);
}
