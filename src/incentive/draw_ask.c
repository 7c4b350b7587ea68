/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A turn, from who asks for it to the writer and back. */
#include "base/panic.h"
#include "incentive/draw_int.h"
#include "resource/resource.h"

static bool nonce_fits(struct str nonce) {
  if (nonce.n > DRAW_NONCE_MAX) return false;
  for (size_t i = 0; i < nonce.n; i++) {
    char c = nonce.p[i];
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
          c == '_'))
      return false;
  }
  return true;
}

static bool fits(const struct draw_ask *a, struct err *err) {
  if (a->key.n == 0) return err_fail(err, ERR_missing_field, "draw" ERR_SEP "key");
  if (a->key.n > DRAW_KEY_MAX || a->actor.n > DRAW_KEY_MAX)
    return err_fail(err, ERR_bad_field, "key" ERR_SEP "≤ %d bytes", DRAW_KEY_MAX);
  return nonce_fits(a->nonce) ||
         err_fail(err, ERR_bad_field, "nonce" ERR_SEP "[0-9A-Za-z_-]{0,%d}", DRAW_NONCE_MAX);
}

/* Whether the person takes part at all; the rest is the work's to say. */
static bool look(struct draw_asking *x, struct err *err) {
  struct incentive *i = x->i;
  struct people *people = ws_people(loyalty_workspace(i->l));
  if (!draw_set_find(i, x->set, x->ask.draw, &x->doc, err) ||
      !incentive_holds(i, x->doc->d.audience, x->ask.subject, &x->may, err))
    return false;
  x->may = x->may && !launch_held_out(&x->doc->d.launch, x->doc->d.slug, person_of(people, x->ask.subject));
  return true;
}

bool draw_asking_new(struct incentive *i, const struct draw_ask *a, struct arena *out,
                     struct draw_asking **ret, struct err *err) {
  struct draw_set *set;
  if (!fits(a, err) || !draw_set_get(i, &set, err)) return false;
  struct draw_asking *x = arena_new(out, struct draw_asking);
  *x = (struct draw_asking){
      .errand = {.work = {.run = draw_turn_run}}, .i = i, .ask = *a, .set = set, .out = out};
  if (!look(x, err)) {
    draw_set_release(set);
    return false;
  }
  arena_init(&x->mem, "draw");
  *ret = x;
  return true;
}

void draw_asking_run(struct draw_asking *x, void (*done)(void *ctx), void *ctx) {
  loyalty_send(x->i->l, &x->errand, done, ctx);
}

/* The title is that of the version that the turn was under: seldom another one than now's. */
static bool title_of(const struct draw_asking *x, const struct draw_turn *t, struct bilingual *ret,
                     struct err *err) {
  const struct draw *d = &x->doc->d;
  struct draw old;
  uint32_t version;
  bool active;
  if (t->version != x->doc->version) {
    if (!resource_draw(loyalty_workspace(x->i->l), d->slug, (uint32_t)t->version, x->out, &old,
                       &version, &active, err))
      return false;
    d = &old;
  }
  int32_t p = draw_prize_find(d, t->prize);
  *ret = (struct bilingual){STR(""), STR("")};
  if (p < 0) return true;
  *ret = (struct bilingual){arena_str(x->out, d->prizes[p].title.en),
                            arena_str(x->out, d->prizes[p].title.zh)};
  return true;
}

static void copy_texts(struct draw_turn *t, struct arena *out) {
  struct str *const texts[] = {&t->pseudonym, &t->nonce,    &t->drawn, &t->prize,
                               &t->chain,     &t->currency, &t->note};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    *texts[i] = arena_str(out, *texts[i]);
}

bool draw_asking_end(struct draw_asking *x, struct draw_done *ret, struct err *err) {
  bool ok = x->errand.why.code == ERR_none;
  if (ok) {
    copy_texts(&x->done.turn, x->out);
    ok = title_of(x, &x->done.turn, &x->done.title, err);
  } else {
    *err = x->errand.why;
  }
  if (ok) *ret = x->done;
  draw_set_release(x->set);
  arena_release(&x->mem);
  return ok;
}

bool draw_do(struct incentive *i, const struct draw_ask *a, struct arena *out,
             struct draw_done *ret, struct err *err) {
  struct draw_asking *x;
  if (!draw_asking_new(i, a, out, &x, err)) return false;
  loyalty_wait(i->l, &x->errand);
  return draw_asking_end(x, ret, err);
}
