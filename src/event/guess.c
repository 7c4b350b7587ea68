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

struct title_rule {
  int score;
  const char *type; /* of identities */
  const char *aliases;
};

#define PERSON(score, type, aliases) {score, #type, aliases},
#define TIME(score, aliases)
#define AMOUNT(score, aliases)
#define ORDER(score, aliases)
#define EVENT_COLUMN(aliases)
#define ROW_ID(aliases)
#define REFUND_WORDS(words)
#define UNPAID_WORDS(words)
static const struct title_rule person_rules[] = {
#include "event/columns.def"
    {0}};
#undef PERSON
#undef TIME
#define PERSON(score, type, aliases)
#define TIME(score, aliases) {score, NULL, aliases},
static const struct title_rule time_rules[] = {
#include "event/columns.def"
    {0}};
#undef TIME
#undef AMOUNT
#define TIME(score, aliases)
#define AMOUNT(score, aliases) {score, NULL, aliases},
static const struct title_rule amount_rules[] = {
#include "event/columns.def"
    {0}};
#undef AMOUNT
#undef ORDER
#define AMOUNT(score, aliases)
#define ORDER(score, aliases) {score, NULL, aliases},
static const struct title_rule order_rules[] = {
#include "event/columns.def"
    {0}};
#undef ORDER
#undef EVENT_COLUMN
#undef ROW_ID
#undef REFUND_WORDS
#undef UNPAID_WORDS
#define ORDER(score, aliases)
#define EVENT_COLUMN(aliases) static const char event_titles[] = aliases;
#define ROW_ID(aliases)       static const char row_id_titles[] = aliases;
#define REFUND_WORDS(words)
#define UNPAID_WORDS(words)
#include "event/columns.def"

static const struct title_rule *rule_for(const struct title_rule *rules, struct str title) {
  for (; rules->score; rules++)
    if (name_in_list(title, str_from(rules->aliases))) return rules;
  return NULL;
}

bool guess_title_known(struct str title) {
  return rule_for(person_rules, title) || rule_for(time_rules, title) ||
         rule_for(amount_rules, title) || rule_for(order_rules, title) ||
         name_in_list(title, str_from(event_titles)) ||
         name_in_list(title, str_from(row_id_titles)) || known_name_find(NAME_PROP, title) ||
         known_name_find(NAME_ATTR, title);
}

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

/* ---- roles by title ---- */

static bool may_be_person(const struct guess_table *t, const struct guess_column *c) {
  return c->seen.type != V_TIME && c->seen.type != V_BOOL && c->filled * 2 >= t->n_rows;
}

/* A column of all times, or of times but for some dirty values. */
static bool may_be_time(const struct guess_table *t, const struct guess_column *c) {
  struct str format;
  bool either;
  return c->seen.type == V_TIME || time_recognise(c->values, t->n_rows, tz_utc(), &format, &either);
}

static bool may_be_number(const struct guess_table *t, const struct guess_column *c) {
  return c->seen.type == V_NUM;
}

static bool may_be_id(const struct guess_table *t, const struct guess_column *c) {
  return c->seen.type == V_STR || c->seen.type == V_NUM;
}

/* Words a person column's title is made of when it is none of the known ones
 * ("shop_customer_code"). */
static int person_like(struct str name) {
  static const char *const whose[] = {"user", "customer", "client", "member", "buyer",
                                      "会员", "用户",     "客户",   "顾客",   "买家"};
  static const char *const which[] = {"id", "code", "number", "key", "编号", "号", "账号", "编码"};
  char lower[NAME_MAX_BYTES];
  size_t n = name.n < sizeof lower ? name.n : sizeof lower;
  for (size_t i = 0; i < n; i++)
    lower[i] = name.p[i] >= 'A' && name.p[i] <= 'Z' ? (char)(name.p[i] | 0x20) : name.p[i];
  bool has_whose = false, has_which = false;
  for (size_t i = 0; i < sizeof whose / sizeof whose[0]; i++)
    has_whose |= str_has(str_of(lower, n), str_from(whose[i]));
  for (size_t i = 0; i < sizeof which / sizeof which[0]; i++)
    has_which |= str_has(str_of(lower, n), str_from(which[i]));
  return has_whose && has_which ? 40 : 0;
}

static uint32_t best(struct guess *g, const struct title_rule *rules,
                     bool (*may)(const struct guess_table *, const struct guess_column *),
                     const struct title_rule **ret_rule) {
  uint32_t found = GUESS_NONE;
  int score = 0;
  for (uint32_t i = 0; i < g->t.n_columns; i++) {
    struct guess_column *c = guess_column(g, i);
    const struct title_rule *rule = rule_for(rules, c->name);
    int s = rule ? rule->score : rules == person_rules ? person_like(c->name) : 0;
    if (c->taken || s <= score || !may(&g->t, c)) continue;
    score = s;
    found = i;
    if (ret_rule) *ret_rule = rule;
  }
  return found;
}

static void take(struct guess *g, uint32_t i, struct map_field *f) {
  f->column = guess_title(g, i);
  guess_column(g, i)->taken = true;
}

static void take_person(struct guess *g) {
  const struct title_rule *rule = NULL;
  g->person = best(g, person_rules, may_be_person, &rule);
  if (g->person == GUESS_NONE) return;
  take(g, g->person, &g->m.person);
  g->m.person.to = rule ? str_from(rule->type) : STR("user_id");
  struct str name = g->m.person.column;
  if (!rule || rule->score <= 40)
    DOUBT(g, "Column \"%.*s\" is taken as the person.", "把列“%.*s”当作用户标识。", STRF(name));
  else if (rule->score <= 70 && !str_is(g->m.person.to, "user_id"))
    DOUBT(g, "People are recognised by \"%.*s\" only; a customer or member number would be better.",
          "仅凭“%.*s”识别用户；如有会员号或客户编号更好。", STRF(name));
}

static void set_time(struct guess *g, uint32_t i) {
  bool either = false;
  struct str format = {0};
  g->time = i;
  take(g, i, &g->m.time);
  time_recognise(guess_column(g, i)->values, g->t.n_rows, tz_utc(), &format, &either);
  g->m.time.format = format;
  if (either)
    DOUBT(g, "Times in \"%.*s\" are read as %s: no day above 12 tells which is the month.",
          "“%.*s”按 %s 读取：样本中没有大于 12 的日，无法确定月与日的顺序。",
          STRF(g->m.time.column), str_is(format, "dmy") ? "day/month/year" : "month/day/year");
}

static void take_time(struct guess *g) {
  uint32_t i = best(g, time_rules, may_be_time, NULL), others = 0;
  if (i == GUESS_NONE) {
    for (uint32_t k = 0; k < g->t.n_columns && i == GUESS_NONE; k++) {
      struct guess_column *c = guess_column(g, k);
      if (!c->taken && !c->attr && c->seen.type == V_TIME) i = k;
    }
    if (i != GUESS_NONE)
      DOUBT(g, "Column \"%.*s\" is taken as the time.", "把列“%.*s”当作时间。",
            STRF(guess_title(g, i)));
  }
  if (i == GUESS_NONE) return;
  const struct title_rule *rule = rule_for(time_rules, guess_column(g, i)->name);
  for (uint32_t k = 0; k < g->t.n_columns; k++) {
    const struct title_rule *other = rule_for(time_rules, guess_column(g, k)->name);
    others += k != i && rule && other && other->score == rule->score;
  }
  if (others > 0)
    DOUBT(g, "Several columns could be the time; \"%.*s\" is used.",
          "有多列可作为时间，采用“%.*s”。", STRF(guess_title(g, i)));
  set_time(g, i);
}

static uint32_t by_list(struct guess *g, const char *titles) {
  for (uint32_t i = 0; i < g->t.n_columns; i++)
    if (!guess_column(g, i)->taken && name_in_list(guess_column(g, i)->name, str_from(titles)))
      return i;
  return GUESS_NONE;
}

uint32_t guess_by_prop(struct guess *g, const char *prop) {
  for (uint32_t i = 0; i < g->t.n_columns; i++) {
    struct guess_column *c = guess_column(g, i);
    if (!c->taken && c->prop && strcmp(c->prop->name, prop) == 0 && c->filled > 0) return i;
  }
  return GUESS_NONE;
}

bool guess_has_prop(struct guess *g, const char *prop) {
  for (uint32_t i = 0; i < g->t.n_columns; i++)
    if (guess_column(g, i)->prop && strcmp(guess_column(g, i)->prop->name, prop) == 0) return true;
  return false;
}

/* Shopify calls the order number "Name": #1001. */
static uint32_t order_by_name(struct guess *g) {
  for (uint32_t i = 0; i < g->t.n_columns; i++) {
    struct guess_column *c = guess_column(g, i);
    uint32_t numbered = 0;
    for (uint32_t row = 0; row < g->t.n_rows; row++)
      numbered += c->values[row].n > 1 && c->values[row].p[0] == '#' &&
                  c->values[row].p[1] >= '0' && c->values[row].p[1] <= '9';
    if (name_same(c->name, STR("name")) && numbered > 0 && numbered == c->filled) return i;
  }
  return GUESS_NONE;
}

static void take_order_columns(struct guess *g) {
  g->order_id = order_by_name(g);
  if (g->order_id == GUESS_NONE) g->order_id = best(g, order_rules, may_be_id, NULL);
  if (g->order_id == GUESS_NONE) g->order_id = guess_by_prop(g, "order_id");
  if (g->order_id != GUESS_NONE) take(g, g->order_id, &g->m.order_id);
  const struct title_rule *rule = NULL;
  g->amount = best(g, amount_rules, may_be_number, &rule);
  if (g->amount == GUESS_NONE) g->amount = guess_by_prop(g, "amount");
  if (g->amount != GUESS_NONE && guess_column(g, g->amount)->seen.type == V_NUM) {
    take(g, g->amount, &g->m.amount);
    for (uint32_t i = 0; i < g->t.n_columns; i++) {
      const struct title_rule *other = rule_for(amount_rules, guess_column(g, i)->name);
      if (i == g->amount || !other || !rule || other->score != rule->score) continue;
      DOUBT(g, "Several columns could be the amount; \"%.*s\" is used, not \"%.*s\".",
            "有多列可作为金额，采用“%.*s”，而不是“%.*s”。", STRF(g->m.amount.column),
            STRF(guess_title(g, i)));
      break;
    }
  } else {
    g->amount = GUESS_NONE;
  }
}

static void take_item_columns(struct guess *g) {
  g->item_id = guess_by_prop(g, "item_id");
  uint32_t category = guess_by_prop(g, "category");
  if (g->item_id != GUESS_NONE) take(g, g->item_id, &g->m.item_id);
  if (category != GUESS_NONE) take(g, category, &g->m.category);
}

/* ---- kind ---- */

static void decide_kind(struct guess *g) {
  struct mapping *m = &g->m;
  uint32_t event = by_list(g, event_titles);
  if (event != GUESS_NONE && guess_column(g, event)->seen.type != V_STR) event = GUESS_NONE;
  bool order_like = best(g, amount_rules, may_be_number, NULL) != GUESS_NONE ||
                    best(g, order_rules, may_be_id, NULL) != GUESS_NONE ||
                    order_by_name(g) != GUESS_NONE || guess_has_prop(g, "quantity") ||
                    guess_has_prop(g, "item_id");
  bool timed = best(g, time_rules, may_be_time, NULL) != GUESS_NONE;
  if (g->person == GUESS_NONE) {
    m->kind = MAP_ITEMS;
  } else if (event != GUESS_NONE && timed) {
    m->kind = MAP_EVENTS;
    take(g, event, &m->event_column);
  } else {
    m->kind = timed && order_like ? MAP_ORDERS : MAP_PEOPLE;
  }
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
    if (time == GUESS_NONE && may_be_time(&g->t, c)) time = i;
  }
  for (uint32_t i = 0; i < g->t.n_columns; i++)
    if (i != time && guess_column(g, i)->seen.type == V_NUM &&
        (amount == GUESS_NONE || has_fraction(g, i) || !has_fraction(g, amount)))
      amount = i;
  for (uint32_t i = 0; i < g->t.n_columns; i++) {
    struct guess_column *c = guess_column(g, i);
    if (i == time || i == amount) continue;
    if (person == GUESS_NONE && may_be_person(&g->t, c))
      person = i;
    else if (c->seen.type == V_NUM && !has_fraction(g, i))
      quantity = i;
  }
  if (time == GUESS_NONE || person == GUESS_NONE || amount == GUESS_NONE) return false;
  g->m.kind = MAP_ORDERS;
  g->person = person;
  g->amount = amount;
  take(g, person, &g->m.person);
  set_time(g, time);
  take(g, amount, &g->m.amount);
  if (quantity != GUESS_NONE)
    guess_column(g, quantity)->prop = known_name_exact(NAME_PROP, STR("quantity"));
  DOUBT(g,
        "There is no header: column %u is taken as the person, %u as the time, %u as the amount.",
        "文件没有表头：第 %u 列当作用户，第 %u 列当作时间，第 %u 列当作金额。", person + 1,
        time + 1, amount + 1);
  return true;
}

static bool guess_by_titles(struct guess *g) {
  struct mapping *m = &g->m;
  take_person(g);
  decide_kind(g);
  if (m->kind == MAP_ORDERS || m->kind == MAP_EVENTS) {
    take_time(g);
    take_order_columns(g);
    take_item_columns(g);
    uint32_t id = by_list(g, row_id_titles);
    if (id == GUESS_NONE && m->kind == MAP_EVENTS) id = by_list(g, "id");
    if (id != GUESS_NONE && guess_column(g, id)->distinct == g->t.n_rows) take(g, id, &m->row_id);
  } else if (m->kind == MAP_ITEMS) {
    take_item_columns(g);
    if (g->item_id == GUESS_NONE) g->item_id = by_list(g, "id");
    bool more = guess_has_prop(g, "item_name") || guess_has_prop(g, "price") ||
                guess_has_prop(g, "brand") || m->category.column.n > 0;
    if (g->item_id == GUESS_NONE || !more) return false;
    if (m->item_id.column.n == 0) take(g, g->item_id, &m->item_id);
  } else {
    uint32_t time = by_list(g, "updated at|update time|last updated|modified at|更新时间|修改时间");
    if (time != GUESS_NONE && may_be_time(&g->t, guess_column(g, time))) set_time(g, time);
  }
  if (m->kind == MAP_ORDERS) {
    guess_lines(g);
    guess_status(g);
    guess_prefix(g);
  }
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
