/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Finding somebody: whose identity equals the words (a telephone number: as collecting would store
 * it), then whose identities begin with them (138 0013 is the beginning of +861380013…), then whose
 * name equals them.
 *
 * The index of people is a hash: it knows equality only.  Prefixes are looked for by walking over
 * all identities, newest people first, for SEARCH_MS at most; about five million a second, so all
 * of a brand of a million people, and `complete` says when it was not all. */
#include "api/people_page.h"
#include "base/utf8.h"
#include "collect/find.h"

#define SEARCH_MS      150
#define SEARCH_CHECK   8192 /* people between two looks at the clock */
#define PREFIX_MIN     2    /* code points */
#define PHONE_MIN      3    /* digits that begin a telephone number */
#define SEARCH_DEFAULT 20

struct found {
  uint32_t subject;
  struct str type, value;
};

struct searching {
  struct ask *a;
  struct people *people;
  struct str q, phone; /* phone: q as the beginning of a number in E.164; empty: it is none */
  struct found *hits;
  uint32_t n, max, known; /* people of the view */
  bool complete;
};

static bool add(struct searching *s, uint32_t subject, struct str type, struct str value) {
  if (s->n == s->max) return false;
  for (uint32_t i = 0; i < s->n; i++)
    if (s->hits[i].subject == subject) return true;
  s->hits[s->n++] = (struct found){subject, type, value};
  return true;
}

static void exact(struct searching *s) {
  char as[PHONE_E164_BYTES];
  struct str type, value, meant;
  struct workspace *w = tenant_workspace(s->a->c->tenant);
  uint32_t subject = collect_find_as(w, s->q, as, &meant);
  if (subject != SUBJECT_NONE) subject = person_of(s->people, subject);
  if (subject == SUBJECT_NONE || subject >= s->known) return;
  for (uint32_t i = 0; people_identity(s->people, subject, i, &type, &value); i++)
    if (str_eq(value, meant)) {
      add(s, subject, type, value);
      return;
    }
  if (people_identity(s->people, subject, 0, &type, &value)) /* meant by number */
    add(s, subject, type, value);
}

/* The digits of q behind the code of the brand's country. */
static struct str phone_beginning(struct searching *s) {
  unsigned code = ws_calling_code(tenant_workspace(s->a->c->tenant));
  struct buf b = BUF_INIT;
  size_t digits = 0;
  buf_printf(&b, "+%u", code);
  for (size_t i = 0; i < s->q.n; i++) {
    if (s->q.p[i] >= '0' && s->q.p[i] <= '9')
      buf_putc(&b, s->q.p[i]), digits++;
    else if (!strchr(" -().", s->q.p[i]))
      code = 0;
  }
  struct str as = code && digits >= PHONE_MIN ? arena_str(s->a->c->arena, buf_str(&b)) : STR("");
  buf_release(&b);
  return as;
}

static bool begins(struct str value, struct str q) {
  return value.n >= q.n && str_eq_nocase(str_of(value.p, q.n), q);
}

static bool found_by(const struct searching *s, struct str type, struct str value) {
  return begins(value, s->q) || (s->phone.n && str_is(type, "phone") && begins(value, s->phone));
}

static void prefixes(struct searching *s) {
  struct clock *clock = ws_clock(tenant_workspace(s->a->c->tenant));
  struct mono from = clock->mono(clock);
  struct str type, value;
  for (uint32_t k = 0; k < s->known; k++) {
    uint32_t subject = s->known - 1 - k;
    if (k % SEARCH_CHECK == SEARCH_CHECK - 1 &&
        clock_seconds_since(clock, from) * 1000 > SEARCH_MS) {
      s->complete = false;
      return;
    }
    if (person_of(s->people, subject) != subject) continue; /* found with the person */
    for (uint32_t i = 0; people_identity(s->people, subject, i, &type, &value); i++)
      if (found_by(s, type, value) && !add(s, subject, type, value)) return;
  }
}

static void names(struct searching *s, const struct ask_column *c, struct str attr) {
  uint32_t code = 0;
  while (code < c->n_texts && !str_eq(ask_text(c, code), s->q))
    code++;
  if (code == c->n_texts) return;
  for (uint32_t k = c->n; k-- > 0;)
    if (ask_has(c, k) && ask_code(c, k) == code && !add(s, k, attr, s->q)) return;
}

static void put_hit(struct searching *s, const struct found *f, const struct ask_column *name,
                    const struct ask_column *seen, const struct ask_column *orders,
                    const struct ask_column *revenue) {
  struct ask *a = s->a;
  struct jw *w = &a->c->out;
  struct naive_value called = ask_value(name, f->subject), last = ask_value(seen, f->subject);
  struct naive_value count = ask_value(orders, f->subject), money = ask_value(revenue, f->subject);
  jw_begin_object(w);
  put_person_head(a, f->subject, called.missing ? (struct str){NULL, 0} : called.str);
  jw_key(w, "match"), jw_begin_object(w);
  jw_key(w, "type"), jw_str(w, f->type);
  jw_key(w, "value"),
      jw_str(w, a->masked ? mask_text(f->type, mask_identity(f->value, a->c->arena), a->c->arena)
                          : f->value);
  jw_end_object(w);
  jw_key(w, "last_seen"), put_naive(w, &last);
  jw_key(w, "orders"), jw_int(w, count.missing ? 0 : (int64_t)count.num.m);
  jw_key(w, "revenue"), put_money(w, money.missing ? DEC_ZERO : money.num);
  jw_end_object(w);
}

static bool search(struct ask *a, struct err *err) {
  struct call *c = a->c;
  struct ask_column name, seen, orders, revenue;
  struct str attr;
  struct searching s = {.a = a,
                        .people = ws_people(tenant_workspace(c->tenant)),
                        .q = str_trim(call_query(c, "q")),
                        .max = (uint32_t)call_query_int(c, "limit", SEARCH_DEFAULT),
                        .known = snapshot_subjects(view_snapshot(a->v)),
                        .complete = true};
  s.hits = arena_array(c->arena, struct found, s.max);
  s.phone = phone_beginning(&s);
  if (!name_column(a, &name, &attr, err) || !ask_column_text(a, ASK_LAST_SEEN, &seen, err) ||
      !ask_column_text(a, ASK_ORDERS, &orders, err) ||
      !ask_column_text(a, ASK_REVENUE, &revenue, err))
    return false;
  if (s.q.n) exact(&s);
  /* Who sees identities masked must not find them out letter by letter. */
  if (!a->masked && utf8_count(s.q) >= PREFIX_MIN) prefixes(&s);
  if (s.q.n && name.n) names(&s, &name, attr);
  jw_begin_object(&c->out);
  jw_key(&c->out, "items"), jw_begin_array(&c->out);
  for (uint32_t i = 0; i < s.n; i++)
    put_hit(&s, &s.hits[i], &name, &seen, &orders, &revenue);
  jw_end_array(&c->out);
  jw_key(&c->out, "complete"), jw_bool(&c->out, s.complete);
  jw_end_object(&c->out);
  return true;
}

bool api_search_people(struct call *c, struct err *err) {
  struct ask a;
  bool ok = ask_begin(c, &a, err) && search(&a, err);
  ask_end(&a);
  return ok;
}
