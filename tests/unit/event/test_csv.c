/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support.h"

#include "base/rng.h"

struct dialect {
  char delimiter, quote;
  const char *newline;
};

static const struct dialect dialects[] = {
    {',', '"', "\n"}, {',', '"', "\r\n"}, {';', '"', "\n"}, {'\t', '"', "\r\n"}, {'|', '\'', "\n"},
    {1, '"', "\n"},   {0, '"', "\n"},     {0, 0, "\r\n"},   {',', 0, "\n"},      {',', '"', "\r"},
};

/* A field of letters that make trouble, as far as the dialect can hold it. */
static struct str random_field(struct rng *g, const struct dialect *d, char room[16]) {
  static const char letters[] = "ab,;|\"' \t\n\r\x01\xe5";
  size_t n = rng_below(g, 8);
  if (d->delimiter == 0 && n == 0) n = 1;
  for (size_t i = 0; i < n; i++) {
    char c;
    bool ok;
    do {
      c = letters[rng_below(g, sizeof letters - 1)];
      bool blank = c == ' ' || c == '\t', line = c == '\n' || c == '\r';
      ok = d->quote || (c != d->delimiter && !line && !(blank && d->delimiter == 0));
    } while (!ok);
    room[i] = c;
  }
  return str_of(room, n);
}

static void write_field(const struct dialect *d, struct str f, bool quoted, struct buf *out) {
  if (!quoted) {
    buf_put_str(out, f);
    return;
  }
  buf_putc(out, d->quote);
  for (size_t i = 0; i < f.n; i++) {
    if (f.p[i] == d->quote) buf_putc(out, d->quote);
    buf_putc(out, f.p[i]);
  }
  buf_putc(out, d->quote);
}

static bool needs_quotes(const struct dialect *d, struct str f) {
  for (size_t i = 0; i < f.n; i++)
    if (f.p[i] == d->delimiter || f.p[i] == d->quote || f.p[i] == '\n' || f.p[i] == '\r' ||
        (d->delimiter == 0 && (f.p[i] == ' ' || f.p[i] == '\t')))
      return true;
  return d->delimiter == 0 && f.n == 0;
}

/* What is written is read back, however much of it is in view at a time. */
static void round_trip_dialect(struct rng *g, const struct dialect *d) {
  struct csv c;
  struct buf text = BUF_INIT, all = BUF_INIT;
  uint32_t counts[64], rows = (uint32_t)rng_below(g, 60) + 1, total = 0;
  for (uint32_t i = 0; i < rows; i++) {
    counts[i] = 1 + (uint32_t)rng_below(g, 6);
    buf_puts(&text, d->delimiter == 0 && rng_chance(g, 0.3) ? " \t" : "");
    for (uint32_t k = 0; k < counts[i]; k++) {
      char room[16];
      struct str f = k == 0 ? STR("x") : random_field(g, d, room);
      if (k > 0) buf_putc(&text, d->delimiter ? d->delimiter : ' ');
      write_field(d, f, d->quote && (needs_quotes(d, f) || rng_chance(g, 0.2)), &text);
      buf_put_lenstr(&all, f);
      total++;
    }
    if (i + 1 < rows || rng_chance(g, 0.5)) buf_puts(&text, d->newline);
  }
  csv_init(&c, d->delimiter, d->quote, d->newline[0] == '\r' && !d->newline[1] ? '\r' : '\n',
           10000);
  size_t at = 0, seen = 0, shown = 0;
  uint32_t row = 0;
  struct buf got = BUF_INIT;
  while (at < text.n) {
    size_t used;
    uint32_t lines;
    enum csv_result r =
        shown > at ? csv_next(&c, str_of(text.p + at, shown - at), shown == text.n, &used, &lines)
                   : CSV_MORE;
    if (r == CSV_MORE) {
      assert_true(shown < text.n);
      shown += 1 + rng_below(g, 20);
      shown = shown < text.n ? shown : text.n;
      continue;
    }
    assert_int_equal(r, CSV_ROW);
    assert_int_equal(c.fields.n, counts[row++]);
    for (size_t i = 0; i < c.fields.n; i++, seen++)
      buf_put_lenstr(&got, c.fields.p[i]);
    at += used;
  }
  assert_int_equal(row, rows);
  assert_int_equal(seen, total);
  assert_int_equal(got.n, all.n);
  assert_memory_equal(got.p, all.p, got.n);
  buf_release(&got);
  buf_release(&text);
  buf_release(&all);
  csv_release(&c);
}

static void round_trips(void **state) {
  struct rng g;
  uint64_t seed = 3;
  print_message("seed %llu\n", (unsigned long long)seed);
  rng_init(&g, seed, 0, 0);
  for (int i = 0; i < 20000; i++)
    round_trip_dialect(&g, &dialects[i % (int)(sizeof dialects / sizeof dialects[0])]);
}

/* ---- records by marks against csv_next, on any text ---- */

static enum csv_result cut_one(struct csv *c, bool by_marks, struct str view, bool at_end,
                               size_t *used, uint32_t *lines) {
  *used = *lines = 0;
  return by_marks ? csv_scan_next(c, view, at_end, used, lines)
                  : csv_next(c, view, at_end, used, lines);
}

/* What a cutter makes of a text of which more and more is shown, each time at another place.  Some
 * records are cut twice, as by the reader, which looks at the next one before it takes it. */
static void cut_all(const struct csv *like, bool by_marks, struct str text, uint64_t seed,
                    size_t step, struct buf *out) {
  struct csv c;
  struct rng g;
  char *view = malloc(text.n + 1);
  size_t at = 0, shown = 0, n = 0, taken = 0; /* of the text; of the view */
  rng_init(&g, seed, 0, 0);
  csv_init(&c, like->delimiter, like->quote, like->newline, like->limit);
  while (at < text.n) {
    size_t used;
    uint32_t lines;
    enum csv_result r = CSV_MORE;
    for (int times = rng_chance(&g, 0.1) ? 2 : 1; n > taken && times > 0; times--)
      r = cut_one(&c, by_marks, str_of(view + taken, n - taken), shown == text.n, &used, &lines);
    if (r == CSV_MORE) {
      assert_true(shown < text.n);
      size_t more = 1 + rng_below(&g, step);
      shown = shown + more < text.n ? shown + more : text.n;
      free(view); /* exact, so that sanitizers see a byte too far */
      n = shown - at;
      taken = 0;
      view = malloc(n);
      memcpy(view, text.p + at, n);
      csv_scan_forget(&c);
      continue;
    }
    buf_printf(out, "%d %zu %u", r, used, lines);
    for (size_t i = 0; r == CSV_ROW && i < c.fields.n; i++)
      buf_put_lenstr(out, c.fields.p[i]);
    assert_true(used > 0);
    taken += used;
    at += used;
  }
  free(view);
  csv_release(&c);
}

static void marks_agree_with(struct rng *g, const struct csv *like, struct str text, size_t step) {
  struct buf plain = BUF_INIT, marked = BUF_INIT;
  uint64_t seed =
      rng_u64(g); /* the same views: what is given up of a long record depends on them */
  cut_all(like, false, text, seed, step, &plain);
  cut_all(like, true, text, seed, step, &marked);
  assert_int_equal(marked.n, plain.n);
  if (plain.n) assert_memory_equal(marked.p, plain.p, plain.n);
  buf_release(&plain);
  buf_release(&marked);
}

static void marks_agree(void **state) {
  struct rng g;
  uint64_t seed = 11;
  print_message("seed %llu\n", (unsigned long long)seed);
  rng_init(&g, seed, 0, 0);
  for (int i = 0; i < 6000; i++) {
    const struct dialect *d = &dialects[rng_below(&g, sizeof dialects / sizeof dialects[0])];
    struct csv like = {.delimiter = d->delimiter,
                       .quote = d->quote,
                       .newline = d->newline[0] == '\r' && !d->newline[1] ? '\r' : '\n',
                       .limit = 1 + rng_below(&g, rng_chance(&g, 0.5) ? 20 : 400)};
    bool long_text = i % 20 == 0; /* over several stretches */
    size_t n = 1 + rng_below(&g, long_text ? 150000 : 300);
    double quotes = rng_chance(&g, 0.5) ? 0.05 : 0, lines = rng_chance(&g, 0.5) ? 0.1 : 0.01;
    struct buf text = BUF_INIT;
    if (long_text) like.limit = 1 + rng_below(&g, 60000);
    for (size_t k = 0; k < n; k++) {
      static const char others[] = "ab \t\r\xe5\x00";
      char c = others[rng_below(&g, sizeof others - 1)];
      if (rng_chance(&g, 0.2) && d->delimiter) c = d->delimiter;
      if (rng_chance(&g, quotes)) c = '"';
      if (rng_chance(&g, lines)) c = like.newline;
      buf_putc(&text, c);
    }
    marks_agree_with(&g, &like, buf_str(&text), long_text ? 50000 : 1 + rng_below(&g, 40));
    buf_release(&text);
  }
}

/* A record of as many fields as there can be, and one more. */
static void marks_of_wide_records(void **state) {
  struct rng g;
  struct csv like = {.delimiter = ',', .quote = '"', .newline = '\n', .limit = 100000};
  rng_init(&g, 1, 0, 0);
  for (int n = CSV_FIELDS_MAX - 2; n <= CSV_FIELDS_MAX + 1; n++) {
    struct buf text = BUF_INIT;
    for (int i = 0; i < n; i++)
      buf_puts(&text, i ? "," : "x");
    buf_puts(&text, "\na,b\n");
    marks_agree_with(&g, &like, buf_str(&text), 100000);
    buf_release(&text);
  }
}

/* "row|of|fields" for each record, "-" for an empty one, "!" broken, "+" too long. */
static void assert_cut_limit(char delimiter, size_t limit, const char *text, const char *expected) {
  struct csv c;
  struct buf out = BUF_INIT;
  struct str view = str_from(text);
  csv_init(&c, delimiter, '"', csv_newline_of(view), limit);
  while (view.n > 0) {
    size_t used = 0;
    uint32_t lines = 0;
    switch (csv_next(&c, view, true, &used, &lines)) {
    case CSV_ROW:
      for (size_t i = 0; i < c.fields.n; i++)
        buf_printf(&out, "%s%.*s", i ? "|" : "", STRF(c.fields.p[i]));
      break;
    case CSV_EMPTY:
      buf_putc(&out, '-');
      break;
    case CSV_BROKEN:
      buf_putc(&out, '!');
      break;
    case CSV_LONG:
      buf_putc(&out, '+');
      break;
    default:
      fail_msg("more of a text that is at its end");
    }
    buf_putc(&out, '\n');
    assert_true(used > 0);
    view = str_of(view.p + used, view.n - used);
  }
  assert_string_equal(out.p, expected);
  buf_release(&out);
  csv_release(&c);
}

static void assert_cut(char delimiter, const char *text, const char *expected) {
  assert_cut_limit(delimiter, 1000, text, expected);
}

static void edges(void **state) {
  assert_cut(',', "a,b\n\n,,\nc", "a|b\n-\n-\nc\n");
  assert_cut(',', "a,5\" disk\n\"x\" ,y\n", "a|5\" disk\nx|y\n");
  assert_cut(',', "a\rb\rc", "a\nb\nc\n");
  assert_cut(',', "a\r\nb\nc\r\n", "a\nb\nc\n");
  assert_cut(0, "  00001 19970101  1   11.77\r\n\r\n\t2\t3\n", "00001|19970101|1|11.77\n-\n2|3\n");
  assert_cut(0, "\"New York\" 5\n", "New York|5\n");
  assert_cut(',', "\"a\"\"b\"\"\",\"\"\n", "a\"b\"|\n");
  assert_cut('\t', "\"a\"\tb\n", "a|b\n");
}

static void broken_quotes(void **state) {
  /* an open quote costs its own line only, to the end of the text or to the next quote */
  assert_cut(',', "a,\"b\nc,d\ne,f\n", "!\nc|d\ne|f\n");
  assert_cut(',', "a,\"b\nc,\"d\"\ne,f\n", "!\nc|d\ne|f\n");
  assert_cut(',', "a,\"b\"x,1\nc,d\n", "!\nc|d\n");
  /* lines inside quotes are one record */
  assert_cut(',', "a,\"b\nc\"\nd,e\n", "a|b\nc\nd|e\n");
  assert_cut_limit(',', 10, "a,\"bbb\nccccccccccccccc\nd\"\ne,f\n", "!\n+\nd\"\ne|f\n");
  assert_cut_limit(',', 10, "aaaaaaaaaaa\nb\n", "+\nb\n");
  assert_cut_limit(',', 10, "aaaaaaaaaa\nb\n", "aaaaaaaaaa\nb\n");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(round_trips), cmocka_unit_test(edges), cmocka_unit_test(marks_agree),
      cmocka_unit_test(marks_of_wide_records), cmocka_unit_test(broken_quotes)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
