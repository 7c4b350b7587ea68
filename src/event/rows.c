/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the fields of a record to rows of the batch.
 *
 * A record is checked whole before its first row is begun, so a rejected record leaves nothing
 * behind. What rows it becomes depends on the mapping's kind:
 *
 *   orders   order_completed, or order_refunded with the amount made positive
 *   events   the event of the column or of the mapping; orders among them as above, with one
 * order_item for each element of an NDJSON order's `items` people   $set, and signed_up at
 * registered_at when that is a time items    item_set on an identity of type `item`
 *
 * and a $set row with the mapping's attributes after an order or event.  Order lines are lines.c.
 */
#include "event/identity.h"
#include "event/names.h"
#include "event/reader_int.h"

#define FEW_MORE_PROPS 16 /* room for the reader's own */

static uint32_t fixed_name(struct reader *r, uint32_t *memo, struct str name) {
  if (*memo == INTERN_NONE) *memo = ev_batch_name(r->batch, name);
  return *memo;
}

uint32_t reader_fixed_name(struct reader *r, uint32_t *memo, const char *name) {
  return fixed_name(r, memo, str_from(name));
}

static uint32_t fixed_prop(struct reader *r, uint32_t *memo, const char *name) {
  if (*memo == INTERN_NONE) *memo = ev_batch_prop(r->batch, str_from(name));
  return *memo;
}

void reader_put_num(struct reader *r, uint32_t *memo, const char *name, struct dec num) {
  struct value v = {.type = V_NUM, .num = num};
  ev_batch_put(r->batch, fixed_prop(r, memo, name), &v);
}

void reader_put_str(struct reader *r, uint32_t *memo, const char *name, struct str s) {
  if (s.n == 0) return;
  struct value v = {.type = V_STR, .str = s};
  ev_batch_put(r->batch, fixed_prop(r, memo, name), &v);
}

static void put_one(struct reader *r, const struct put *p) {
  uint32_t prop = p->prop ? *p->prop : INTERN_NONE;
  if (prop == INTERN_NONE) {
    prop = ev_batch_prop(r->batch, p->name);
    if (p->prop) *p->prop = prop;
  }
  ev_batch_put(r->batch, prop, &p->v);
}

void reader_put_all(struct reader *r, const struct put *puts, size_t n) {
  for (size_t i = 0; i < n; i++)
    put_one(r, &puts[i]);
}

bool reader_is_refund(const struct reader *r, struct dec amount) {
  const struct mapping *m = r->map;
  const struct str *core = r->in.core;
  if (m->refund_negative && amount.m < 0) return true;
  if (m->refund_prefix.n > 0 && str_starts(core[CORE_ORDER_ID], m->refund_prefix)) return true;
  for (uint32_t i = 0; i < m->n_refund_values; i++)
    if (str_eq(core[CORE_REFUND], m->refund_values[i])) return true;
  return false;
}

/* What all kinds ask of a record before anything is made of it. */
static bool check_common(struct reader *r, struct err *why) {
  const struct mapping *m = r->map;
  const struct str *core = r->in.core;
  for (uint32_t i = 0; i < m->n_leave_out_values; i++)
    if (str_eq(core[CORE_LEAVE_OUT], m->leave_out_values[i]))
      return err_fail(why, ERR_row_left_out, "%.*s" ERR_SEP "%.*s", STRF(m->leave_out_column),
                      STRF(core[CORE_LEAVE_OUT]));
  const enum core ids[] = {CORE_ORDER_ID, CORE_ITEM_ID, CORE_ROW_ID};
  for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
    if (core[ids[i]].n > 0 && !cell_id_check(core[ids[i]], r->plan.core_column[ids[i]], why))
      return false;
  if (core[CORE_CATEGORY].n > VALUE_STR_MAX)
    return err_fail(why, ERR_row_long_value, "%.*s" ERR_SEP "%d", STRF(m->category.column),
                    VALUE_STR_MAX);
  size_t most = r->in.props.n > r->in.attrs.n ? r->in.props.n : r->in.attrs.n;
  if (most > EV_ROW_PROPS_MAX - FEW_MORE_PROPS)
    return err_fail(why, ERR_row_many_values, "%d" ERR_SEP "properties",
                    EV_ROW_PROPS_MAX - FEW_MORE_PROPS);
  return true;
}

/* The person in the form in which identities are compared. */
bool reader_person_of(struct reader *r, char form[IDENTITY_MAX_BYTES], struct str *ret,
                      struct err *why) {
  struct str s = r->in.core[CORE_PERSON], column = r->map->person.column;
  if (cell_id_is_placeholder(s))
    return err_fail(why, ERR_row_no_person, "%.*s" ERR_SEP "%.*s", STRF(column), STRF(s));
  if (!cell_id_check(s, column, why)) return false;
  *ret = identity_form(r->map->person.to, s, r->calling_code, form);
  return true;
}

bool reader_time_of(struct reader *r, int64_t *ret, struct err *why) {
  struct str s = r->in.core[CORE_TIME], column = r->map->time.column;
  if (column.n == 0) {
    *ret = r->plan.time_fixed;
    return true;
  }
  if (s.n == 0) return err_fail(why, ERR_row_no_time, "%.*s", STRF(column));
  if (!time_read(r->plan.time, s, ret))
    return err_fail(why, ERR_row_bad_time, "%.*s" ERR_SEP "%.*s" ERR_SEP "%s", STRF(s),
                    STRF(column), r->plan.time->name);
  return true;
}

/* The event a word of the event column means. */
static struct event_word event_word(struct reader *r, struct str word) {
  uint32_t known = intern_find(&r->words, word);
  if (known != INTERN_NONE) return r->word_uses.p[known];
  struct event_word use = {.name = word, .number = INTERN_NONE};
  bool told = false;
  for (uint32_t i = 0; i < r->map->n_event_names && !told; i++) {
    told = str_eq(r->map->event_names[i][0], word);
    if (told) use.name = r->map->event_names[i][1];
  }
  const struct known_name *k = told ? NULL : known_name_find(NAME_EVENT, word);
  if (k && !str_is(word, k->name)) use = (struct event_word){str_from(k->name), true, INTERN_NONE};
  if (r->words.n < EVENT_WORDS_MAX) {
    use.number = intern_put(&r->words, word);
    if (use.name.p == word.p) use.name = intern_at(&r->words, use.number);
    vec_push(&r->word_uses, use);
    vec_push(&r->word_names, INTERN_NONE);
  }
  return use;
}

static uint32_t name_of(struct reader *r, const struct event_word *w) {
  if (w->number == INTERN_NONE) return ev_batch_name(r->batch, w->name);
  return fixed_name(r, &r->word_names.p[w->number], w->name);
}

static bool event_of(struct reader *r, struct event_word *ret, struct err *why) {
  const struct mapping *m = r->map;
  if (m->event_column.column.n == 0) {
    *ret = (struct event_word){m->event.n ? m->event : STR("order_completed"), false, INTERN_NONE};
    return true;
  }
  struct str word = r->in.core[CORE_EVENT];
  if (word.n == 0 || word.n > NAME_MAX_BYTES)
    return err_fail(why, ERR_row_no_event, "%.*s" ERR_SEP "%d", STRF(m->event_column.column),
                    NAME_MAX_BYTES);
  *ret = event_word(r, word);
  return true;
}

void reader_add_set_row(struct reader *r, struct read_record *rec, uint32_t id, int64_t time) {
  if (r->in.attrs.n == 0) return;
  ev_batch_row(r->batch, id, reader_fixed_name(r, &r->memo.set, EV_SET), time,
               reader_row_key(rec->content, rec->row_n++), 0);
  reader_put_all(r, r->in.attrs.p, r->in.attrs.n);
}

/* The canonical name of a key in an item object, and its role; looked up once per distinct key. */
static struct item_key item_key(struct reader *r, struct str key) {
  uint32_t known = intern_find(&r->item_words, key);
  if (known != INTERN_NONE) return r->item_keys.p[known];
  const struct known_name *k = known_name_find(NAME_PROP, key);
  struct item_key use = {.name = k ? str_from(k->name) : key};
  if (str_is(key, "id"))
    use.name = STR("item_id");
  else if (str_is(key, "name"))
    use.name = STR("item_name");
  use.role = reader_role_of(use.name);
  if (r->item_words.n < EVENT_WORDS_MAX) {
    uint32_t at = intern_put(&r->item_words, key);
    if (use.name.p == key.p) use.name = intern_at(&r->item_words, at);
    vec_push(&r->item_keys, use);
  }
  return use;
}

static bool item_value(struct reader *r, const struct json *j, struct value *v) {
  *v = (struct value){.type = V_STR, .str = ndjson_text(r, j)};
  if (j->type == JSON_BOOL)
    *v = (struct value){.type = V_BOOL, .b = j->boolean};
  else if (j->type == JSON_NUMBER && cell_number(j->text, false, &v->num))
    v->type = V_NUM;
  return v->type != V_STR || (v->str.n > 0 && v->str.n <= VALUE_STR_MAX);
}

/* A list of items of an event that is no order stays what it was: a property, as JSON text. */
static void put_list(struct reader *r) {
  struct value v = {.type = V_STR, .str = ndjson_text(r, r->in.items)};
  if (v.str.n <= VALUE_STR_MAX)
    ev_batch_put(r->batch, ev_batch_prop(r->batch, r->in.items_name), &v);
}

static bool check_items(const struct reader *r, struct err *why) {
  const struct json *items = r->in.items;
  if (!items) return true;
  if (items->n > ROW_ITEMS_MAX)
    return err_fail(why, ERR_row_many_values, "%d" ERR_SEP "items", ROW_ITEMS_MAX);
  for (uint32_t i = 0; i < items->n; i++) {
    if (items->items[i].n > EV_ROW_PROPS_MAX - FEW_MORE_PROPS)
      return err_fail(why, ERR_row_many_values, "%d" ERR_SEP "properties",
                      EV_ROW_PROPS_MAX - FEW_MORE_PROPS);
    for (uint32_t k = 0; k < items->items[i].n; k++)
      if (items->items[i].keys[k].n == 0 || items->items[i].keys[k].n > NAME_MAX_BYTES)
        return err_fail(why, ERR_row_bad_name, "%d", NAME_MAX_BYTES);
  }
  return true;
}

/* One order_item row for each element; amount = price × quantity unless given. */
static void add_items(struct reader *r, struct read_record *rec, uint32_t id, int64_t time,
                      bool refund) {
  const struct json *items = r->in.items;
  uint32_t name = refund ? reader_fixed_name(r, &r->memo.item_refunded, "order_item_refunded")
                         : reader_fixed_name(r, &r->memo.item, "order_item");
  for (uint32_t i = 0; i < items->n; i++) {
    const struct json *item = &items->items[i];
    ev_batch_row(r->batch, id, name, time, reader_row_key(rec->content, rec->row_n++), 0);
    reader_put_str(r, &r->memo.order_id, "order_id", r->in.core[CORE_ORDER_ID]);
    struct dec price = DEC_ZERO, quantity = dec_int(1), amount;
    bool has_amount = false, has_price = false;
    for (uint32_t k = 0; k < item->n; k++) {
      struct item_key key = item_key(r, item->keys[k]);
      struct value v;
      if (!item_value(r, &item->items[k], &v)) continue;
      ev_batch_put(r->batch, ev_batch_prop(r->batch, key.name), &v);
      enum role role = v.type == V_NUM ? key.role : ROLE_NONE;
      has_amount |= role == ROLE_AMOUNT;
      if (role == ROLE_PRICE) {
        price = v.num;
        has_price = true;
      } else if (role == ROLE_QUANTITY) {
        quantity = v.num;
      }
    }
    if (has_price && !has_amount && dec_mul(price, quantity, &amount))
      reader_put_num(r, &r->memo.amount, "amount", amount);
  }
}

static bool add_event(struct reader *r, struct read_record *rec, struct err *why) {
  const struct str *core = r->in.core;
  char form[IDENTITY_MAX_BYTES];
  struct str person;
  int64_t time;
  struct event_word event = {0};
  struct dec amount = DEC_ZERO;
  if (!reader_person_of(r, form, &person, why) || !reader_time_of(r, &time, why) ||
      !event_of(r, &event, why) || !check_items(r, why))
    return false;
  bool order = str_is(event.name, "order_completed");
  bool is_order = order || str_is(event.name, "order_refunded");
  bool has_amount = core[CORE_AMOUNT].n > 0;
  struct str column = r->map->amount.column;
  if ((has_amount && !cell_number(core[CORE_AMOUNT], r->map->decimal_comma, &amount)) ||
      (!has_amount && column.n > 0 && r->map->kind == MAP_ORDERS))
    return err_fail(why, ERR_row_bad_amount, "%.*s" ERR_SEP "%.*s", STRF(core[CORE_AMOUNT]),
                    STRF(column));
  bool refund = order && reader_is_refund(r, amount);
  if ((refund || str_is(event.name, "order_refunded")) && amount.m < 0) amount.m = -amount.m;
  uint32_t id = ev_batch_id(r->batch, r->map->person.to, person);
  uint32_t name =
      refund ? reader_fixed_name(r, &r->memo.refunded, "order_refunded") : name_of(r, &event);
  ev_batch_row(r->batch, id, name, time, reader_row_key(rec->content, rec->row_n++), 0);
  reader_put_all(r, r->in.props.p, r->in.props.n);
  reader_put_str(r, &r->memo.order_id, "order_id", core[CORE_ORDER_ID]);
  reader_put_str(r, &r->memo.item_id, "item_id", core[CORE_ITEM_ID]);
  reader_put_str(r, &r->memo.category, "category", core[CORE_CATEGORY]);
  if (has_amount) reader_put_num(r, &r->memo.amount, "amount", amount);
  if (r->in.items && !is_order) put_list(r);
  if (event.changed) reader_put_str(r, &r->memo.event_original, "event_original", core[CORE_EVENT]);
  if (r->in.items && is_order) add_items(r, rec, id, time, refund || !order);
  reader_add_set_row(r, rec, id, time);
  return true;
}

static bool add_person(struct reader *r, struct read_record *rec, struct err *why) {
  char form[IDENTITY_MAX_BYTES];
  struct str person;
  int64_t time = r->plan.time_fixed;
  if (!reader_person_of(r, form, &person, why)) return false;
  bool dated = r->in.core[CORE_TIME].n > 0;
  if (dated && !reader_time_of(r, &time, why)) return false;
  dated |= r->map->time_fixed.n > 0;
  uint32_t id = ev_batch_id(r->batch, r->map->person.to, person);
  ev_batch_row(r->batch, id, reader_fixed_name(r, &r->memo.set, EV_SET), time,
               reader_row_key(rec->content, rec->row_n++), dated ? 0 : EV_SINCE_EVER);
  reader_put_all(r, r->in.attrs.p, r->in.attrs.n);
  for (size_t i = 0; i < r->in.attrs.n; i++) {
    const struct put *p = &r->in.attrs.p[i];
    if (p->v.type != V_TIME || !str_is(p->name, "registered_at")) continue;
    ev_batch_row(r->batch, id, reader_fixed_name(r, &r->memo.signed_up, "signed_up"), p->v.time,
                 reader_row_key(rec->content, rec->row_n++), 0);
    break;
  }
  return true;
}

static bool add_item(struct reader *r, struct read_record *rec, struct err *why) {
  int64_t time = r->plan.time_fixed;
  struct str item = r->in.core[CORE_ITEM_ID];
  if (cell_id_is_placeholder(item))
    return err_fail(why, ERR_row_no_item, "%.*s", STRF(r->map->item_id.column));
  if (r->in.core[CORE_TIME].n > 0 && !reader_time_of(r, &time, why)) return false;
  ev_batch_row(r->batch, ev_batch_id(r->batch, STR("item"), item),
               reader_fixed_name(r, &r->memo.item_set, EV_ITEM_SET), time,
               reader_row_key(rec->content, rec->row_n++), EV_ITEM);
  reader_put_all(r, r->in.props.p, r->in.props.n);
  reader_put_str(r, &r->memo.category, "category", r->in.core[CORE_CATEGORY]);
  return true;
}

bool reader_rows_add(struct reader *r, struct read_record *rec, struct err *why) {
  if (!check_common(r, why)) return false;
  switch (r->map->kind) {
  case MAP_PEOPLE:
    return add_person(r, rec, why);
  case MAP_ITEMS:
    return add_item(r, rec, why);
  default:
    return r->map->line_items ? reader_lines_add(r, rec, why) : add_event(r, rec, why);
  }
}
