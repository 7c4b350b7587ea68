/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The manual tells the truth: every line of its ```shoal blocks compiles, and every word of the
 * language is in it.  Found two directories above the test program; skipped when the build lies
 * elsewhere. */
#include "fixture.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "lang/lang_int.h"

static bool read_doc(const char *name, struct buf *out) {
  char exe[PATH_MAX - 256] = {0}, path[PATH_MAX];
  if (readlink("/proc/self/exe", exe, sizeof exe - 1) <= 0) return false;
  for (int up = 0; up < 3; up++) {
    char *slash = strrchr(exe, '/');
    if (!slash) return false;
    *slash = 0;
  }
  snprintf(path, sizeof path, "%s/docs/%s", exe, name);
  FILE *f = fopen(path, "r");
  if (!f) return false;
  char piece[4096];
  for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
    buf_put(out, piece, n);
  fclose(f);
  return true;
}

static void compile_line(const char *doc, struct str line) {
  struct lang_names names = fixture_names();
  struct arena a;
  struct err err = {0};
  struct node *t;
  struct buf b = BUF_INIT;
  arena_init(&a, "test");
  if (!lang_compile(line, &names, &a, &t, &err)) {
    err_render(&err, LANG_EN, &b);
    fail_msg("%s: %.*s: %s", doc, STRF(line), b.p);
  }
  buf_release(&b);
  arena_release(&a);
}

static void examples_compile(void **state) {
  static const char *const docs[] = {"LANGUAGE.md", "LANGUAGE.zh-CN.md"};
  for (size_t i = 0; i < 2; i++) {
    struct buf text = BUF_INIT;
    if (!read_doc(docs[i], &text)) skip();
    struct str rest = buf_str(&text);
    unsigned lines = 0;
    bool inside = false;
    while (rest.n > 0) {
      struct str line = str_cut(&rest, '\n');
      if (str_starts(line, STR("```"))) {
        inside = str_is(line, "```shoal");
      } else if (inside && line.n > 0) {
        compile_line(docs[i], line);
        lines++;
      }
    }
    assert_true(lines > 10);
    buf_release(&text);
  }
}

static void every_word_is_explained(void **state) {
  struct buf text = BUF_INIT;
  if (!read_doc("LANGUAGE.md", &text)) skip();
  for (size_t i = 0; i < lang_functions_n; i++) {
    char call[64];
    snprintf(call, sizeof call, "%s(", lang_functions[i].name);
    if (!strstr(text.p, call)) fail_msg("docs/LANGUAGE.md does not explain %s", call);
  }
  for (size_t i = 0; i < lang_words_n; i++)
    if (!strstr(text.p, lang_words[i].word))
      fail_msg("docs/LANGUAGE.md does not explain %s", lang_words[i].word);
  buf_release(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(examples_compile),
      cmocka_unit_test(every_word_is_explained),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
