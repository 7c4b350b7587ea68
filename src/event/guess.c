/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Guessing a mapping: from titles first (columns.def, names.def), then from data.
 *
 * Each role (person, time, amount, order id …) takes the column with the best-scored title whose
 * data does not contradict it: a time must read as one, an amount must be numbers.  Files without a
 * header are taken apart by data alone: the first column of times, the last of numbers with a
 * fraction, the first of what remains as the person; everything is then a doubt.
 *
 * The guess is shown to a person before it is used, so it says what it is not sure of (doubts)
 * rather than refusing, but for the one thing nothing works without: whose rows these are.
 */
#include "event/guess_int.h"
#include "event/mapping_int.h"
#include "event/names_int.h"

static struct str keep(struct guess *g, struct str s) {
  return arena_str(g->out, s);
}

void guess_doubt(struct guess *g, struct str en, struct str zh) {
  struct map_doubt d = {en, zh};
  if (g->doubts.n < DOUBTS_MAX) vec_push(&g->doubts, d);
}

struct guess_column *guess_column(struct guess *g, uint32_t i) {
  return &g->t.columns[i];
}

struct str guess_title(struct guess *g, uint32_t i) {
  return keep(g, g->t.columns[i].name);
}

/* ---- the rest ---- */

static bool name_taken(struct guess *g, struct str name) {
  for (size_t i = 0; i < g->props.n; i++)
    if (str_eq(g->props.p[i].to, name)) return true;
  for (size_t i = 0; i < g->attrs.n; i++)
    if (str_eq(g->attrs.p[i].to, name)) return true;
  static const char *const core[] = {"order_id", "amount", "item_id", "category"};
  const struct str mapped[] = {g->m.order_id.column, g->m.amount.column, g->m.item_id.column,
                               g->m.category.column};
  for (size_t i = 0; i < 4; i++)
    if (mapped[i].n > 0 && str_is(name, core[i])) return true;
  return str_is(name, "amount") && g->m.order_amount.column.n > 0;
}

static void add_field(struct guess *g, struct guess_column *c) {
  bool people = g->m.kind == MAP_PEOPLE;
  const struct known_name *k = people                   ? (c->attr ? c->attr : c->prop)
                               : g->m.kind == MAP_ITEMS ? c->prop
                                                        : (c->prop ? c->prop : c->attr);
  bool attribute = people || (k && k->kind == NAME_ATTR);
  struct map_field f = {.column = keep(g, c->name), .type = c->seen.type};
  f.to = g->t.header ? f.column : arena_printf(g->out, "column_%.*s", STRF(c->name));
  if (k && !name_taken(g, str_from(k->name))) f.to = str_from(k->name);
  for (int i = 2; name_taken(g, f.to); i++)
    f.to = arena_printf(g->out, "%.*s_%d", STRF(f.column), i);
  if (f.to.n > NAME_MAX_BYTES) return;
  if (k && k->type == V_STR && str_is(f.to, k->name)) f.type = V_STR;
  if (f.type == V_TIME) f.format = keep(g, c->seen.format);
  if (f.type == V_TIME && c->seen.either)
    DOUBT(g, "Dates in \"%.*s\" are read as %.*s; the month could come first or second.",
          "“%.*s”中的日期按 %.*s 读取，月与日的顺序不确定。", STRF(f.column), STRF(f.format));
  bool says_itself = g->t.format == MAP_NDJSON && f.type != V_TIME && str_eq(f.to, f.column) &&
                     !(attribute && !people);
  if (says_itself) return; /* kept as the rest, with JSON's own type */
  if (g->t.format == MAP_NDJSON && f.type != V_TIME) f.type = V_NONE;
  if (attribute)
    vec_push(&g->attrs, f);
  else
    vec_push(&g->props, f);
}

static void add_rest(struct guess *g) {
  for (uint32_t i = 0; i < g->t.n_columns; i++)
    if (!guess_column(g, i)->taken) add_field(g, guess_column(g, i));
  g->m.properties = arena_array(g->out, struct map_field, g->props.n + 1);
  g->m.attributes = arena_array(g->out, struct map_field, g->attrs.n + 1);
  for (size_t i = 0; i < g->props.n; i++)
    g->m.properties[i] = g->props.p[i];
  for (size_t i = 0; i < g->attrs.n; i++)
    g->m.attributes[i] = g->attrs.p[i];
  g->m.n_properties = (uint32_t)g->props.n;
  g->m.n_attributes = (uint32_t)g->attrs.n;
}

/* ---- without titles ---- */

static bool has_fraction(struct guess *g, uint32_t i) {
  for (uint32_t row = 0; row < g->t.n_rows; row++) {
    struct str v = guess_cell(g, i, row);
    if (v.n > 0 && memchr(v.p, '.', v.n)) return true;
  }
  return false;
}

static bool guess_by_data(struct guess *g) {
  uint32_t time = GUESS_NONE, amount = GUESS_NONE, person = GUESS_NONE, quantity = GUESS_NONE;
  for (uint32_t i = 0; i < g->t.n_columns; i++) {
    struct guess_column *c = guess_column(g, i);
    if (time == GUESS_NONE && guess_may_be_time(&g->t, c)) time = i;
  }
  for (uint32_t i = 0; i < g->t.n_columns; i++)
    if (i != time && guess_column(g, i)->seen.type == V_NUM &&
        (amount == GUESS_NONE || has_fraction(g, i) || !has_fraction(g, amount)))
      amount = i;
  for (uint32_t i = 0; i < g->t.n_columns; i++) {
    struct guess_column *c = guess_column(g, i);
    if (i == time || i == amount) continue;
    if (person == GUESS_NONE && guess_may_be_person(&g->t, c))
      person = i;
    else if (c->seen.type == V_NUM && !has_fraction(g, i))
      quantity = i;
  }
  if (time == GUESS_NONE || person == GUESS_NONE || amount == GUESS_NONE) return false;
  g->m.kind = MAP_ORDERS;
  g->person = person;
  g->amount = amount;
  guess_take(g, person, &g->m.person);
  guess_set_time(g, time);
  guess_take(g, amount, &g->m.amount);
  if (quantity != GUESS_NONE)
    guess_column(g, quantity)->prop = known_name_exact(NAME_PROP, STR("quantity"));
  DOUBT(g,
        "There is no header: column %u is taken as the person, %u as the time, %u as the amount.",
        "文件没有表头：第 %u 列当作用户，第 %u 列当作时间，第 %u 列当作金额。", person + 1,
        time + 1, amount + 1);
  return true;
}

static void finish(struct guess *g) {
  struct mapping *m = &g->m;
  const struct guess_table *t = &g->t;
  m->format = t->format;
  if (t->format == MAP_CSV) {
    m->delimiter = t->delimiter;
    m->quote = t->quote;
    m->header = t->header;
    m->decimal_comma = t->decimal_comma;
    m->skip_lines = t->skip_lines;
  }
  add_rest(g);
  if (m->kind == MAP_ORDERS && m->amount.column.n == 0 && m->order_amount.column.n == 0 &&
      !m->line_items)
    guess_doubt(g, STR("No column looks like an amount: orders are imported without one."),
                STR("没有像金额的列：订单将不带金额导入。"));
}

bool guess_meaning(struct guess *g) {
  if (!(g->t.header ? guess_by_titles(g) : guess_by_data(g))) return false;
  finish(g);
  return true;
}

void guess_init(struct guess *g, struct arena *out) {
  *g = (struct guess){.out = out, .m = mapping_default()};
  g->person = g->time = g->amount = g->order_id = g->item_id = g->status = GUESS_NONE;
}

void guess_release(struct guess *g) {
  vec_free(&g->doubts);
  vec_free(&g->props);
  vec_free(&g->attrs);
}

bool mapping_guess(const char *path, struct arena *out, struct mapping *ret,
                   struct map_doubt **ret_doubts, uint32_t *ret_n, struct err *err) {
  struct arena tmp;
  struct guess g;
  guess_init(&g, out);
  arena_init(&tmp, "guess");
  bool ok = guess_table_read(path, NULL, &tmp, &g.t, err);
  if (ok && !guess_meaning(&g)) ok = err_fail(err, ERR_cannot_guess, "%s", path);
  if (ok) {
    *ret = g.m;
    *ret_n = (uint32_t)g.doubts.n;
    *ret_doubts = arena_array(out, struct map_doubt, g.doubts.n + 1);
    for (size_t i = 0; i < g.doubts.n; i++)
      (*ret_doubts)[i] = g.doubts.p[i];
  }
  guess_release(&g);
  arena_release(&tmp);
  return ok;
}
