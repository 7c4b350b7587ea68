/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The cold half of reading: mapping + header + a sample of the file = where every field comes from
 * and how it is read.  Here what is decided for every kind of file; plan_csv.c and plan_ndjson.c
 * find the values that it is decided by.
 *
 * The sample is the text already in the window; records are cut from it without taking them, so
 * that standard input can be sampled too.  Decided from it: the line ends, formats of times the
 * mapping does not give, types of columns the mapping leaves open.  All of it depends only on the
 * file's first SAMPLE_BYTES, so reading the file again decides the same.
 */
#include "event/names.h"
#include "event/plan_int.h"

const char *const reader_core_names[CORE_N] = {
    [CORE_PERSON] = "person",
    [CORE_TIME] = "time",
    [CORE_EVENT] = "event",
    [CORE_AMOUNT] = "amount",
    [CORE_ORDER_AMOUNT] = "order_amount",
    [CORE_ORDER_ID] = "order_id",
    [CORE_ITEM_ID] = "item_id",
    [CORE_CATEGORY] = "category",
    [CORE_ROW_ID] = "id",
    [CORE_REFUND] = "refunds.column",
    [CORE_LEAVE_OUT] = "leave_out.column",
};

static struct str core_column(const struct mapping *m, enum core core) {
  switch (core) {
  case CORE_PERSON:
    return m->person.column;
  case CORE_TIME:
    return m->time.column;
  case CORE_EVENT:
    return m->event_column.column;
  case CORE_AMOUNT:
    return m->amount.column;
  case CORE_ORDER_AMOUNT:
    return m->order_amount.column;
  case CORE_ORDER_ID:
    return m->order_id.column;
  case CORE_ITEM_ID:
    return m->item_id.column;
  case CORE_CATEGORY:
    return m->category.column;
  case CORE_ROW_ID:
    return m->row_id.column;
  case CORE_REFUND:
    return m->refund_column;
  case CORE_LEAVE_OUT:
    return m->leave_out_column;
  default:
    panic("no such field");
  }
}

enum role reader_role_of(struct str property) {
  static const struct {
    const char *name;
    enum role role;
  } roles[] = {{"price", ROLE_PRICE},       {"quantity", ROLE_QUANTITY}, {"amount", ROLE_AMOUNT},
               {"order_id", ROLE_ORDER_ID}, {"item_id", ROLE_ITEM},      {"item_name", ROLE_ITEM},
               {"category", ROLE_ITEM},     {"brand", ROLE_ITEM},        {"sku", ROLE_ITEM},
               {"variant", ROLE_ITEM}};
  for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
    if (str_is(property, roles[i].name)) return roles[i].role;
  return ROLE_NONE;
}

/* ---- the sample ---- */

/* At least SAMPLE_BYTES of the text, if there is so much. */
bool reader_sample_fill(struct reader *r, struct err *err) {
  while (!text_at_end(r->text) && text_view(r->text).n < SAMPLE_BYTES) {
    struct err late = {0};
    if (!text_more(r->text, &late)) {
      if (text_view(r->text).n > 0)
        return true; /* the same error comes again after the rows before it */
      *err = late;
      return false;
    }
  }
  return true;
}

/* What the sample is taken from: never more, so that it does not depend on how the file comes in.
 */
struct str reader_sample_view(const struct reader *r, bool *ret_at_end) {
  struct str view = text_view(r->text);
  *ret_at_end = text_at_end(r->text) && view.n <= SAMPLE_BYTES;
  return str_of(view.p, view.n < SAMPLE_BYTES ? view.n : SAMPLE_BYTES);
}

/* ---- steps ---- */

static struct time_reader *new_time_reader(struct reader *r, struct str format) {
  struct time_reader *t = arena_alloc(&r->arena, sizeof *t);
  if (!time_reader_init(t, format, r->map->zone ? r->map->zone : r->tz))
    must(time_reader_init(t, STR("iso"), r->tz)); /* mapping_parse let no other format pass */
  return t;
}

/* Settles type and format of a step from what is told, then known, then seen. */
void reader_settle(struct reader *r, struct step *step, const struct map_field *f,
                   const struct str *values, uint32_t n) {
  const struct known_name *k = known_name_exact(NAME_PROP, step->name);
  if (!k) k = known_name_exact(NAME_ATTR, step->name);
  struct str format = f ? f->format : STR("");
  step->prop = INTERN_NONE;
  step->role = reader_role_of(step->name);
  step->type = f ? f->type : V_NONE;
  if (step->type == V_NONE && r->ndjson && !(k && k->type == V_TIME)) return; /* JSON says itself */
  if (step->type == V_NONE && k && k->type == V_STR) step->type = V_STR;
  struct inferred seen = {.type = V_STR};
  if (step->type == V_NONE || (step->type == V_TIME && format.n == 0))
    seen = infer_type(values, n, r->map->decimal_comma);
  if (step->type == V_NONE)
    step->type = k && k->type == V_NUM && seen.type == V_STR && n == 0 ? V_NUM : seen.type;
  bool either;
  if (step->type == V_TIME && format.n == 0 &&
      !time_recognise(values, n, tz_utc(), &format, &either))
    format = STR("iso");
  if (step->type == V_TIME) step->time = new_time_reader(r, format);
}

void reader_settle_time(struct reader *r, const struct str *values, uint32_t n) {
  const struct map_field *f = &r->map->time;
  struct str format = f->format;
  bool either;
  if (format.n == 0 && !time_recognise(values, n, tz_utc(), &format, &either)) format = STR("iso");
  r->plan.time = new_time_reader(r, format);
}

bool reader_to_attributes(const struct mapping *m, bool is_attribute) {
  return m->kind == MAP_PEOPLE || (is_attribute && m->kind != MAP_ITEMS);
}

struct step *reader_add_step(struct plan *p, bool attribute, struct step step) {
  if (attribute) {
    vec_push(&p->attrs, step);
    return &p->attrs.p[p->attrs.n - 1];
  }
  vec_push(&p->props, step);
  return &p->props.p[p->props.n - 1];
}

void reader_plan_core(struct reader *r) {
  for (enum core c = 0; c < CORE_N; c++) {
    r->plan.core_column[c] = core_column(r->map, c);
    r->plan.core_at[c] = NO_COLUMN;
  }
}

void reader_note_numbers(struct plan *p) {
  p->lines_have_amount =
      p->core_column[CORE_AMOUNT].n > 0 || p->core_column[CORE_ORDER_AMOUNT].n > 0;
  for (size_t i = 0; i < p->props.n; i++) {
    p->lines_have_amount |= p->props.p[i].role == ROLE_PRICE;
    p->lines_have_quantity |= p->props.p[i].role == ROLE_QUANTITY;
  }
}
