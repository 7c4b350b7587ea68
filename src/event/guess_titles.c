/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What columns mean by their titles: each role takes the column with the best-scored title whose
 * data does not contradict it, and what was found decides the kind of file. */
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

bool mapping_title_known(struct str title) {
  return rule_for(person_rules, title) || rule_for(time_rules, title) ||
         rule_for(amount_rules, title) || rule_for(order_rules, title) ||
         name_in_list(title, str_from(event_titles)) ||
         name_in_list(title, str_from(row_id_titles)) || known_name_find(NAME_PROP, title) ||
         known_name_find(NAME_ATTR, title);
}

bool guess_may_be_person(const struct guess_table *t, const struct guess_column *c) {
  return c->seen.type != V_TIME && c->seen.type != V_BOOL && c->filled * 2 >= t->n_rows;
}

/* A column of all times, or of times but for some dirty values. */
bool guess_may_be_time(const struct guess_table *t, const struct guess_column *c) {
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

void guess_take(struct guess *g, uint32_t i, struct map_field *f) {
  f->column = guess_title(g, i);
  guess_column(g, i)->taken = true;
}

static void take_person(struct guess *g) {
  const struct title_rule *rule = NULL;
  g->person = best(g, person_rules, guess_may_be_person, &rule);
  if (g->person == GUESS_NONE) return;
  guess_take(g, g->person, &g->m.person);
  g->m.person.to = rule ? str_from(rule->type) : STR("user_id");
  struct str name = g->m.person.column;
  if (!rule || rule->score <= 40)
    DOUBT(g, "Column \"%.*s\" is taken as the person.", "把列“%.*s”当作用户标识。", STRF(name));
  else if (rule->score <= 70 && !str_is(g->m.person.to, "user_id"))
    DOUBT(g, "People are recognised by \"%.*s\" only; a customer or member number would be better.",
          "仅凭“%.*s”识别用户；如有会员号或客户编号更好。", STRF(name));
}

void guess_set_time(struct guess *g, uint32_t i) {
  bool either = false;
  struct str format = {0};
  g->time = i;
  guess_take(g, i, &g->m.time);
  time_recognise(guess_column(g, i)->values, g->t.n_rows, tz_utc(), &format, &either);
  g->m.time.format = format;
  if (either)
    DOUBT(g, "Times in \"%.*s\" are read as %s: no day above 12 tells which is the month.",
          "“%.*s”按 %s 读取：样本中没有大于 12 的日，无法确定月与日的顺序。",
          STRF(g->m.time.column), str_is(format, "dmy") ? "day/month/year" : "month/day/year");
}

static void take_time(struct guess *g) {
  uint32_t i = best(g, time_rules, guess_may_be_time, NULL), others = 0;
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
  guess_set_time(g, i);
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
  if (g->order_id != GUESS_NONE) guess_take(g, g->order_id, &g->m.order_id);
  const struct title_rule *rule = NULL;
  g->amount = best(g, amount_rules, may_be_number, &rule);
  if (g->amount == GUESS_NONE) g->amount = guess_by_prop(g, "amount");
  if (g->amount != GUESS_NONE && guess_column(g, g->amount)->seen.type == V_NUM) {
    guess_take(g, g->amount, &g->m.amount);
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
  if (g->item_id != GUESS_NONE) guess_take(g, g->item_id, &g->m.item_id);
  if (category != GUESS_NONE) guess_take(g, category, &g->m.category);
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
  bool timed = best(g, time_rules, guess_may_be_time, NULL) != GUESS_NONE;
  if (g->person == GUESS_NONE) {
    m->kind = MAP_ITEMS;
  } else if (event != GUESS_NONE && timed) {
    m->kind = MAP_EVENTS;
    guess_take(g, event, &m->event_column);
  } else {
    m->kind = timed && order_like ? MAP_ORDERS : MAP_PEOPLE;
  }
}

bool guess_by_titles(struct guess *g) {
  struct mapping *m = &g->m;
  take_person(g);
  decide_kind(g);
  if (m->kind == MAP_ORDERS || m->kind == MAP_EVENTS) {
    take_time(g);
    take_order_columns(g);
    take_item_columns(g);
    uint32_t id = by_list(g, row_id_titles);
    if (id == GUESS_NONE && m->kind == MAP_EVENTS) id = by_list(g, "id");
    if (id != GUESS_NONE && guess_column(g, id)->distinct == g->t.n_rows)
      guess_take(g, id, &m->row_id);
  } else if (m->kind == MAP_ITEMS) {
    take_item_columns(g);
    if (g->item_id == GUESS_NONE) g->item_id = by_list(g, "id");
    bool more = guess_has_prop(g, "item_name") || guess_has_prop(g, "price") ||
                guess_has_prop(g, "brand") || m->category.column.n > 0;
    if (g->item_id == GUESS_NONE || !more) return false;
    if (m->item_id.column.n == 0) guess_take(g, g->item_id, &m->item_id);
  } else {
    uint32_t time = by_list(g, "updated at|update time|last updated|modified at|更新时间|修改时间");
    if (time != GUESS_NONE && guess_may_be_time(&g->t, guess_column(g, time)))
      guess_set_time(g, time);
  }
  if (m->kind == MAP_ORDERS) {
    guess_lines(g);
    guess_status(g);
    guess_prefix(g);
  }
  return true;
}
