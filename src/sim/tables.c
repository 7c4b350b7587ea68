/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables beside the events: people as a shop would know them, the catalogue, and the truth that
 * no shop knows.
 *
 * One row a person, made again from (seed, number) in blocks over the pool and written in order.
 * Numbers are printed by hand with a fixed count of decimals: printf would cost as much as drawing
 * the person.
 */
#include "sim/sim_int.h"

#define WAVE_BLOCKS  16
#define ROW_TEXT_MAX 512

static char *put_time(const struct sim *s, int64_t ms, char *p) {
  const struct tz *tz = s->calendar.tz;
  struct civil c = civil_of(tz, ms);
  int32_t off = tz_offset_s(tz, ms) / 60, abs = off < 0 ? -off : off;
  p = put_padded(p, (uint64_t)c.year, 4);
  p = put_padded(put_lit(p, "-"), c.month, 2);
  p = put_padded(put_lit(p, "-"), c.day, 2);
  p = put_padded(put_lit(p, "T"), c.hour, 2);
  p = put_padded(put_lit(p, ":"), c.minute, 2);
  p = put_padded(put_lit(p, ":"), c.second, 2);
  *p++ = off < 0 ? '-' : '+';
  p = put_padded(p, (uint64_t)abs / 60, 2);
  return put_padded(put_lit(p, ":"), (uint64_t)abs % 60, 2);
}

static char *put_day(int32_t day, char *p) {
  int32_t y;
  unsigned m, d;
  day_to_ymd(day, &y, &m, &d);
  p = put_padded(p, (uint64_t)y, 4);
  p = put_padded(put_lit(p, "-"), m, 2);
  return put_padded(put_lit(p, "-"), d, 2);
}

/* Not negative, below 10^9; six decimals. */
static char *put_number(double v, char *p) {
  uint64_t millionths = (uint64_t)(v * 1e6 + 0.5);
  p = put_uint(p, millionths / 1000000);
  return put_padded(put_lit(p, "."), millionths % 1000000, 6);
}

static int64_t moment_ms(const struct sim *s, double business_hours) {
  const struct calendar *c = &s->calendar;
  return c->start_ms + (int64_t)(sim_warp_hour(&c->business, business_hours) * 3600) * MS_SECOND;
}

/* Ranges that no operator gives to phones; 200 million numbers, so none twice in one brand. */
static char *put_phone(const struct sim *s, uint32_t p, char *out) {
  uint64_t n = ((uint64_t)p * 7368787 + s->seed % 100000000) % 100000000;
  out = put_str(out, p < 100000000 ? STR("142") : STR("143"));
  return put_padded(out, n, 8);
}

static char *put_person(const struct sim *s, uint32_t p, char *out) {
  struct person who;
  struct rng r;
  char name[16];
  int32_t last = s->calendar.first_day + s->calendar.days - 1;
  sim_person_of(s, p, &who);
  sim_rng(&r, s->seed, STREAM_TABLE, p, 0);
  const struct city *city = &sim_cities[who.city];
  size_t name_n = sim_person_name(&r, who.female, name);
  /* So many full years old on the last day. */
  int32_t birthday = day_add_months(last, -12 * who.age) - (int32_t)rng_below(&r, 365);
  out = put_str(put_lit(put_user(s, out, p), ","), str_of(name, name_n));
  out = put_str(put_lit(out, ","), who.female ? STR("女") : STR("男"));
  out = put_day(birthday, put_lit(put_uint(put_lit(out, ","), who.age), ","));
  out = put_str(put_lit(out, ","), str_from(city->name));
  out = put_str(put_lit(out, ","), str_from(city->province));
  out = put_str(put_lit(out, ","), sim_level_name(&who));
  out = put_phone(s, p, put_lit(out, ","));
  out = put_str(put_lit(out, ","), str_from(sim_channel_names[who.channel]));
  return put_lit(put_time(s, moment_ms(s, who.rates.join), put_lit(out, ",")), "\n");
}

static char *put_truth(const struct sim *s, uint32_t p, char *out) {
  struct person who;
  const struct calendar *c = &s->calendar;
  sim_person_of(s, p, &who);
  const struct rates *r = &who.rates;
  uint32_t favourite = 0;
  for (uint32_t k = 1; k < SIM_CATEGORIES; k++)
    if (who.taste[k] > who.taste[favourite]) favourite = k;
  out = put_number(r->order * 24, put_lit(put_user(s, out, p), ","));
  out = put_number(r->drop_out * 24, put_lit(out, ","));
  out = put_lit(out, ",");
  if (r->death < c->hours) out = put_time(s, moment_ms(s, r->death), out);
  out = put_number(who.spend, put_lit(out, ","));
  out = put_number(who.sensitivity, put_lit(out, ","));
  out = put_number(who.response, put_lit(out, ","));
  out = put_number(sim_touch_lift(&who), put_lit(out, ","));
  out = put_lit(out, ",");
  *out++ = r->holdout ? '1' : '0';
  out = put_str(put_lit(out, ","), s->catalogue.categories[favourite].name);
  out = put_number(sim_orders_expected(&who, c->hours, 90), put_lit(out, ","));
  return put_lit(out, "\n");
}

struct table_run {
  const struct sim *s;
  char *(*put)(const struct sim *, uint32_t, char *);
  struct buf text[WAVE_BLOCKS];
  uint32_t wave;
};

static bool put_block(void *ctx, uint32_t task, unsigned worker) {
  struct table_run *t = ctx;
  uint32_t block = t->wave + task;
  struct buf *b = &t->text[task];
  buf_reset(b);
  for (uint32_t p = block * SIM_BLOCK; p < t->s->people && p / SIM_BLOCK == block; p++) {
    must(buf_reserve(b, ROW_TEXT_MAX));
    b->n = (size_t)(t->put(t->s, p, b->p + b->n) - b->p);
  }
  return true;
}

static bool write_people(const struct sim *s, struct out_file *f, struct str head,
                         char *(*put)(const struct sim *, uint32_t, char *), struct err *err) {
  struct table_run t = {.s = s, .put = put};
  uint32_t blocks = (s->people + SIM_BLOCK - 1) / SIM_BLOCK;
  bool ok = sim_out_put(f, head.p, head.n, err);
  for (uint32_t i = 0; i < WAVE_BLOCKS; i++)
    t.text[i] = (struct buf)BUF_INIT;
  for (; ok && t.wave < blocks; t.wave += WAVE_BLOCKS) {
    uint32_t n = blocks - t.wave < WAVE_BLOCKS ? blocks - t.wave : WAVE_BLOCKS;
    pool_run(s->o->pool, n, put_block, &t);
    for (uint32_t i = 0; ok && i < n; i++)
      ok = sim_out_put(f, t.text[i].p, t.text[i].n, err);
  }
  for (uint32_t i = 0; i < WAVE_BLOCKS; i++)
    buf_release(&t.text[i]);
  return ok;
}

static bool write_items(const struct sim *s, struct out_file *f, struct err *err) {
  struct buf b = BUF_INIT;
  buf_puts(&b, "item_id,item_name,category,brand,price\n");
  for (uint32_t i = 0; i < SIM_ITEMS; i++) {
    const struct item *item = &s->catalogue.items[i];
    const struct category *c = &s->catalogue.categories[item->category];
    buf_printf(&b, "%.*s,%.*s,%.*s,%.*s,%u.%02u\n", STRF(item->id), STRF(item->name), STRF(c->name),
               STRF(c->brand), item->cents / 100, item->cents % 100);
  }
  bool ok = sim_out_put(f, b.p, b.n, err);
  buf_release(&b);
  return ok;
}

bool sim_write_tables(const struct sim *s, struct out_dir *d, struct err *err) {
  struct out_file *people = sim_out_add(d, "people.csv", err);
  struct out_file *items = people ? sim_out_add(d, "items.csv", err) : NULL;
  struct out_file *truth = items ? sim_out_add(d, "truth.csv", err) : NULL;
  return truth &&
         write_people(s, people,
                      STR("user,name,gender,age,birthday,city,province,level,phone,channel,"
                          "registered_at\n"),
                      put_person, err) &&
         write_items(s, items, err) &&
         write_people(s, truth,
                      STR("user,lambda_per_day,mu_per_day,alive_until,spend_level,"
                          "discount_sensitivity,touch_response,touch_lift,holdout,"
                          "favourite_category,expected_orders_90d\n"),
                      put_truth, err);
}
