/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The numbers of the rules, and what identifies nobody (R1).
 *
 * Values like "null" come from programs that print what they do not have.  One person made of
 * everybody whose app had such a bug is the worst thing an identity system can make, so they are
 * refused by a list, whatever their type. */
#include "person/identity.h"

#include "base/panic.h"
#include "person/person_int.h"

#define REJECT_BYTES_MAX 255

void identity_rules_default(struct identity_rules *ret) {
  *ret = (struct identity_rules){.session_ms = 30 * INT64_C(60000),
                                 .sticky_ms = 30 * DAY_MS,
                                 .claim_ms = 90 * DAY_MS,
                                 .stretch_ms = 7 * DAY_MS,
                                 .late_ms = DAY_MS,
                                 .shared_ms = 90 * DAY_MS,
                                 .shared_week = 3,
                                 .shared_quarter = 5,
                                 .touch_persons = 20,
                                 .person_ids = 500,
                                 .person_merges = 10};
}

/* Lower case; compared without the case of letters, and without quotes around them. */
#define WORD(text)                                                                                 \
  { text, sizeof text - 1 }
static const struct str nobody[] = {WORD("-1"),
                                    WORD("null"),
                                    WORD("nil"),
                                    WORD("none"),
                                    WORD("nan"),
                                    WORD("n/a"),
                                    WORD("na"),
                                    WORD("undefined"),
                                    WORD("anonymous"),
                                    WORD("guest"),
                                    WORD("unknown"),
                                    WORD("test"),
                                    WORD("void"),
                                    WORD("distinctid"),
                                    WORD("distinct_id"),
                                    WORD("id"),
                                    WORD("user_id"),
                                    WORD("email"),
                                    WORD("true"),
                                    WORD("false"),
                                    WORD("[object object]"),
                                    WORD("not_authenticated"),
                                    WORD("游客"),
                                    WORD("匿名"),
                                    WORD("9774d56d682e549c"),
                                    WORD("00000000-0000-0000-0000-000000000000"),
                                    WORD("02:00:00:00:00:00")};

static bool zeros_or_dashes(struct str v) {
  for (size_t i = 0; i < v.n; i++)
    if (v.p[i] != '0' && v.p[i] != '-') return false;
  return true;
}

static bool has_control(struct str v) {
  for (size_t i = 0; i < v.n; i++)
    if ((uint8_t)v.p[i] < 0x20 || v.p[i] == 0x7f) return true;
  return false;
}

static bool same(struct str v, struct str word) {
  if (v.n != word.n) return false;
  for (size_t i = 0; i < v.n; i++) {
    char c = v.p[i];
    if (c >= 'A' && c <= 'Z') c = (char)(c + ('a' - 'A'));
    if (c != word.p[i]) return false;
  }
  return true;
}

static struct str unquoted(struct str v) {
  bool quoted = v.n >= 2 && v.p[0] == v.p[v.n - 1] && (v.p[0] == '"' || v.p[0] == '\'');
  return quoted ? str_of(v.p + 1, v.n - 2) : v;
}

bool identity_rejected(const struct identity_rules *r, struct str value) {
  struct str v = unquoted(value);
  if (value.n > REJECT_BYTES_MAX || zeros_or_dashes(v) || has_control(v)) return true;
  for (size_t i = 0; i < sizeof nobody / sizeof *nobody; i++)
    if (same(v, nobody[i])) return true;
  for (uint32_t i = 0; i < r->n_rejects; i++)
    if (str_eq(value, r->rejects[i])) return true;
  return false;
}

struct identity_type_rule identity_type_of(const struct identity_rules *r, struct str type) {
  struct str rest = type, head = str_cut(&rest, ':');
  for (uint32_t i = 0; i < r->n_types; i++)
    if (str_is(head, r->types[i].type)) return r->types[i];
  const struct id_type *t = id_type_find(type);
  return (struct identity_type_rule){.class = t->class, .priority = t->priority, .limit = t->limit};
}

void people_set_rules(struct people *p, const struct identity_rules *r) {
  struct identity *x = &p->identity;
  must(r->shared_week <= IDENTITY_ACCOUNTS_MAX && r->shared_quarter <= IDENTITY_ACCOUNTS_MAX);
  must(r->touch_persons <= IDENTITY_TOUCH_MAX && r->n_types <= IDENTITY_RULE_TYPES_MAX);
  people_write_begin(p);
  arena_reset(&x->rules_mem);
  x->rules = *r;
  x->rules.rejects = arena_array(&x->rules_mem, struct str, r->n_rejects);
  for (uint32_t i = 0; i < r->n_rejects; i++)
    x->rules.rejects[i] = arena_str(&x->rules_mem, r->rejects[i]);
  people_write_end(p);
}

const char *move_cause_name(enum move_cause c) {
  static const char *const names[MOVE_CAUSES] = {"admin",  "claimed",  "session",
                                                 "sticky", "stretch",  "attached",
                                                 "merged", "recycled", "numbered"};
  return names[c];
}

const char *identity_note_name(enum identity_note n) {
  static const char *const names[IDENTITY_NOTES] = {"id_conflict", "frozen", "blocked",  "unbound",
                                                    "shared",      "thawed", "unblocked"};
  return names[n];
}
