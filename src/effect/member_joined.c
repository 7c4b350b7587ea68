/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where members join, and who joins twice.
 *
 * A person cannot join a programme twice as one person.  It happens when somebody joins in a shop
 * and on a phone as two who only later are found to be one (identity, or a merge by hand): then
 * both joinings are the person's, and the second came while the first membership lasted.  Such
 * joinings are counted where they happened; what a welcome cost was given twice. */
#include <stdlib.h>
#include <string.h>

#include "base/panic.h"
#include "effect/programme_int.h"

#define SOURCES_MAX 20 /* shown; the largest */
#define PAIRS_MAX   50

struct source {
  uint32_t code;
  int64_t joined, again, still;
};
struct pair { /* joined at `to` while a member since joining at `from` */
  uint32_t from, to;
  int64_t joined;
};
struct doors {            /* all there is of joining in the period */
  struct source *sources; /* by code */
  uint32_t n;             /* codes */
  VEC(struct pair) pairs;
  int64_t joined, again, other, people; /* other: at another source; people: who did it again */
};

static int most_joined(const void *p, const void *q) {
  const struct source *a = p, *b = q;
  if (a->joined != b->joined) return a->joined > b->joined ? -1 : 1;
  return (a->code > b->code) - (a->code < b->code);
}

static int most_pairs(const void *p, const void *q) {
  const struct pair *a = p, *b = q;
  if (a->joined != b->joined) return a->joined > b->joined ? -1 : 1;
  if (a->from != b->from) return a->from < b->from ? -1 : 1;
  return (a->to > b->to) - (a->to < b->to);
}

static void add_pair(struct doors *d, uint32_t from, uint32_t to) {
  for (size_t i = 0; i < d->pairs.n; i++)
    if (d->pairs.p[i].from == from && d->pairs.p[i].to == to) {
      d->pairs.p[i].joined++;
      return;
    }
  vec_push(&d->pairs, ((struct pair){from, to, 1}));
}

static void count(const struct programme_effect *x, struct doors *d) {
  for (uint32_t s = 0; s < x->lives.n; s++) {
    const struct life *l = &x->lives.of[s];
    bool now = l->n_joinings && life_member_at(l, x->in->now), twice = false;
    for (uint32_t i = 0; i < l->n_joinings; i++) {
      const struct joining *j = &l->joinings[i];
      bool again = j->before != JOINING_FIRST;
      if (j->at < x->from || j->at >= x->until) continue;
      struct source *to = &d->sources[j->source];
      d->joined++, to->joined++;
      to->still += now;
      if (!again) continue;
      twice = true;
      d->again++, to->again++;
      d->other += j->before != j->source;
      add_pair(d, j->before, j->source);
    }
    d->people += twice;
  }
  if (d->pairs.n) qsort(d->pairs.p, d->pairs.n, sizeof *d->pairs.p, most_pairs);
}

static void put_source(const struct programme_effect *x, struct report_cell *c, uint32_t code) {
  if (code) put_text_cell(c, arena_str(x->out, intern_at(&x->lives.sources, code - 1)));
}

static void add_sources(struct programme_effect *x, struct doors *d) {
  static const struct report_column columns[] = {
      {"source", T("source of joining", "入会来源"), CELL_TEXT},
      {"joined", T("joined", "入会"), CELL_COUNT},
      {"share", T("share", "占比"), CELL_RATE},
      {"again", T("… already members", "其中已是会员"), CELL_COUNT},
      {"again_share", T("share of them", "重复率"), CELL_RATE},
      {"still", T("still members", "仍在会"), CELL_RATE}};
  uint32_t live = 0;
  qsort(d->sources, d->n, sizeof *d->sources, most_joined);
  while (live < d->n && live < SOURCES_MAX && d->sources[live].joined)
    live++;
  struct report_section *s =
      paper_add(&x->paper, "sources", TEXT_OF("Joined, by source", "入会来源"), columns, 6, live);
  for (uint32_t i = 0; i < live; i++) {
    const struct source *k = &d->sources[i];
    put_source(x, paper_at(s, i, 0), k->code);
    put_count_cell(paper_at(s, i, 1), k->joined);
    put_rate_cell(paper_at(s, i, 2), (double)k->joined, (double)d->joined);
    put_count_cell(paper_at(s, i, 3), k->again);
    put_rate_cell(paper_at(s, i, 4), (double)k->again, (double)k->joined);
    put_rate_cell(paper_at(s, i, 5), (double)k->still, (double)k->joined);
  }
}

static void add_twice(struct programme_effect *x, const struct doors *d,
                      const struct source *by_code) {
  static const struct report_column facts[] = {
      {"joined", T("joinings in the period", "期内入会次数"), CELL_COUNT},
      {"again", T("of people who were members already", "其中本人已是会员"), CELL_COUNT},
      {"share", T("share", "重复率"), CELL_RATE},
      {"people", T("people who joined again", "重复入会人数"), CELL_COUNT},
      {"other", T("at another source than before", "来自不同来源"), CELL_COUNT}};
  static const struct report_column columns[] = {
      {"before", T("member since joining at", "原入会来源"), CELL_TEXT},
      {"source", T("joined again at", "再次入会来源"), CELL_TEXT},
      {"joined", T("joinings", "次数"), CELL_COUNT},
      {"share", T("of all joinings there", "占该来源入会"), CELL_RATE}};
  struct report_section *s = paper_facts(&x->paper, "twice", TEXT_OF("Joined twice", "重复入会"),
                                         facts, sizeof facts / sizeof *facts);
  put_count_cell(&s->cells[0], d->joined);
  put_count_cell(&s->cells[1], d->again);
  put_rate_cell(&s->cells[2], (double)d->again, (double)d->joined);
  put_count_cell(&s->cells[3], d->people);
  put_count_cell(&s->cells[4], d->other);
  uint32_t n = d->pairs.n < PAIRS_MAX ? (uint32_t)d->pairs.n : PAIRS_MAX;
  s = paper_add(&x->paper, "twice_by", TEXT_OF("From which source to which", "来源之间的重复"),
                columns, 4, n);
  for (uint32_t i = 0; i < n; i++) {
    const struct pair *k = &d->pairs.p[i];
    put_source(x, paper_at(s, i, 0), k->from);
    put_source(x, paper_at(s, i, 1), k->to);
    put_count_cell(paper_at(s, i, 2), k->joined);
    put_rate_cell(paper_at(s, i, 3), (double)k->joined, (double)by_code[k->to].joined);
  }
}

void programme_add_joined(struct programme_effect *x) {
  struct doors d = {.n = x->lives.sources.n + 1};
  struct source *by_code;
  d.sources = arena_array(x->out, struct source, d.n);
  by_code = arena_array(x->out, struct source, d.n);
  for (uint32_t i = 0; i < d.n; i++)
    d.sources[i].code = i;
  count(x, &d);
  memcpy(by_code, d.sources, d.n * sizeof *by_code);
  add_sources(x, &d);
  add_twice(x, &d, by_code);
  if (d.again)
    paper_say(
        &x->paper, false,
        TEXT_OF("Joined twice: somebody joined as two, and identities have made them one "
                "since.  Counted as of who is one now; the source before is of the joining "
                "that began the membership which lasted then.  Such a person joined once in "
                "the figures of members.",
                "重复入会：同一人曾以两个身份入会，后经身份合并为一人。按当前合并结果统计；原来源"
                "取当时有效的那段会籍的入会来源。在会员人数中此人只计一次。"));
  vec_free(&d.pairs);
}
