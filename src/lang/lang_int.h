/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to src/lang: tokens, the parser's state, the word tables and the constructors that the
 * grammar's actions call. */
#ifndef SHOAL_LANG_LANG_INT_H
#define SHOAL_LANG_LANG_INT_H

#include "lang/lang.h"

#define LANG_SOURCE          "expression"
#define LANG_PARENS_MAX      400 /* open parentheses: more than any tree of LANG_DEPTH_MAX needs */
#define LANG_WINDOW_DAYS_MAX 73000 /* 200 years: the longest rolling window */
#define LANG_WINDOW_N_MAX    1000000000

struct token {
  int kind; /* TK_… of grammar.h; 0 = end */
  struct node_pos pos;
  struct str text;  /* as written */
  struct str value; /* names and strings: decoded */
  uint32_t code;    /* AGG, CALL: which; UNIT: lang_unit; CMP: node_op */
  bool quoted;      /* a back-quoted name */
  struct dec num;
};

/* Words with a meaning.  Hard ones can be names only in back quotes; soft ones are names wherever
 * the grammar does not want them (%fallback). */
struct lang_word {
  const char *word;
  int token;
  uint32_t code;
  bool hard;
};
#define LANG_WORDS_MAX     64 /* of each table, for arrays on stacks; words.c checks */
#define LANG_FUNCTIONS_MAX 64
extern const struct lang_word lang_words[];
extern const size_t lang_words_n;

struct lang_function {
  const char *name;
  int token;
  uint32_t code;
  uint8_t min_args, max_args; /* CALL only */
  const char *args, *en, *zh; /* for completion and hover */
};
extern const struct lang_function lang_functions[];
extern const size_t lang_functions_n;

const struct lang_word *lang_word_find(struct str s); /* case-blind; NULL if it is none */
const struct lang_function *lang_function_find(struct str s);
const char *lang_function_name(int token, uint32_t code);
const char *lang_agg_name(enum agg_fn fn);
const char *lang_unit_name(enum lang_unit u, uint32_t n); /* "day" for 1, else "days" */
const char *lang_op_text(enum node_op op);
enum pseudo lang_pseudo_find(struct str s);
const char *lang_pseudo_name(enum pseudo p);
bool lang_plain_name(struct str s); /* lexes as one identifier */

/* ---- lexer.re ---- */
struct lexer {
  const char *start, *cur; /* NUL-terminated */
  const char *mark;        /* place of line and column */
  uint32_t line, column;
  uint32_t parens;
  struct arena *out;
};
void lexer_init(struct lexer *lx, struct str text, struct arena *out);
bool lexer_next(struct lexer *lx, struct token *ret, struct err *err);

/* ---- grammar.y ---- */
struct parse {
  struct arena *out, *tmp;
  struct err *err;
  bool failed; /* *err is set; the driver stops at the next token */
  bool overflow;
  struct node *root;
  uint32_t n_nodes;
};
void *lang_grammarAlloc(void *(*alloc)(size_t), struct parse *p);
void lang_grammar(void *parser, int kind, const struct token *t);
void lang_grammarFree(void *parser, void (*release)(void *));
void lang_grammarInit(void *parser, struct parse *p);
void lang_grammarFinalize(void *parser);
int lang_grammarFallback(int token);
/* Would the parser, as it stands, shift this token? */
bool lang_grammar_accepts(void *parser, int token);

/* ---- build.c: what the actions make ---- */
struct node_list {
  struct node **p;
  uint32_t n;
};
struct target { /* what stands in an aggregate: events and perhaps a property */
  const struct token **events;
  uint32_t n_events;
  bool any;
  const struct token *prop;
  struct node_pos pos;
};

/* ---- length.c: false when n will not do there ---- */
bool length_window(struct window *w, struct dec n);
bool length_bound(struct node *step, struct dec n); /* within n unit */
bool length_anniversary(struct node *a, struct dec n);
bool length_nth(struct agg *a, struct dec n);

struct bound { /* within n unit; n NULL: none */
  const struct token *word, *n, *unit;
};

bool parse_fail(struct parse *p, struct node_pos at, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
struct node_pos pos_join(struct node_pos a, struct node_pos b);
void node_list_add(struct parse *p, struct node_list *l, struct node *n);
struct target *target_add(struct parse *p, struct target *t, const struct token *event);
struct str lang_moment_param(const struct lang_moment *m); /* its name; empty: it is known */
struct lang_moment build_moment(const struct token *t);    /* a date or a parameter */
/* The number a token is, or 1 for a parameter, whose name then is in *ret_param. */
struct dec build_count(const struct token *t, struct str *ret_param);
struct node *build_literal(struct parse *p, const struct token *t);
struct node *build_negative(struct parse *p, const struct token *minus, struct node *a);
struct node *build_name(struct parse *p, const struct token *t);
struct node *build_dotted(struct parse *p, const struct token *left, const struct token *right);
struct node *build_not(struct parse *p, const struct token *t, struct node *a);
struct node *build_logic(struct parse *p, enum node_kind kind, struct node *a, struct node *b);
struct node *build_binary(struct parse *p, enum node_kind kind, uint32_t op, struct node *a,
                          struct node *b);
struct node *build_test(struct parse *p, enum node_kind kind, bool negated, struct node *a,
                        const struct token *end);
struct node *build_in(struct parse *p, bool negated, struct node *a, struct node_list list,
                      const struct token *end);
struct node *build_listed(struct parse *p, bool negated, struct node *a, const struct token *f,
                          const struct token *slug, const struct token *end);
struct node *build_between(struct parse *p, bool negated, struct node *a, struct node *low,
                           struct node *high);
struct node *build_contains(struct parse *p, bool negated, struct node *a, const struct token *t);
struct node *build_call(struct parse *p, const struct token *f, struct node_list args,
                        const struct token *end);
struct node *build_reference(struct parse *p, enum node_kind kind, const struct token *f,
                             const struct token *slug, const struct token *end);
struct node *build_fact(struct parse *p, const struct token *f, const struct token *slug,
                        const struct token *end);
/* class(slug) without `part`, else score(slug, part); `before` may be NULL. */
struct node *build_class(struct parse *p, const struct token *f, const struct token *slug,
                         const struct token *part, const struct token *before,
                         const struct token *end);
struct node *build_agg(struct parse *p, const struct token *f, const struct target *t,
                       struct node *where, const struct window *w, const struct token *end);
struct node *build_nth(struct parse *p, const struct token *f, const struct node *nth,
                       const struct target *t, struct node *where, const struct window *w,
                       const struct token *end);
/* `last` NULL: next. */
struct node *build_anniversary(struct parse *p, const struct token *f, struct node *of,
                               const struct token *last, const struct token *n,
                               const struct token *unit);
/* The end of `date`; or of the previous `unit`, NULL: yesterday. */
struct node *build_as_of(struct parse *p, const struct token *open, struct node *a,
                         const struct token *date, const struct token *unit,
                         const struct token *end);
/* build_sequence.c */
struct node *build_step(struct parse *p, const struct target *t, struct node *where,
                        struct bound within);
struct node *build_absence(struct parse *p, const struct token *no, struct node *step);
struct node *build_sequence(struct parse *p, const struct token *f, struct node_list steps,
                            const struct token *by, const struct window *w,
                            const struct token *end);
struct window *build_window(struct parse *p, enum window_kind kind, const struct token *first,
                            const struct token *n, const struct token *unit);
struct window *build_window_at(struct parse *p, enum window_kind kind, const struct token *from,
                               const struct token *to);

/* ---- parse.c ---- */
/* Tokens (the last is of kind 0) to a tree; *ret_bad: number of the token at which it failed. */
bool parse_tokens(const struct token *const *tokens, size_t n, struct arena *out, struct node **ret,
                  size_t *ret_bad, struct err *err);

/* ---- expect.c ---- */
/* ERR_syntax at token t: what stands there and what could have stood there.  `parser` has eaten all
 * before. */
bool syntax_fail(void *parser, const struct token *t, struct err *err);

/* ---- names in errors ---- */
/* ERR_unknown_name at the place, with the nearest of the candidates. */
bool fail_unknown(struct err *err, struct node_pos at, struct str name, const char *kind_en,
                  const char *kind_zh, const struct str *candidates, size_t n);
/* At most 100 bytes of s, control characters shown as blanks: safe as an argument of an error. */
struct str err_text(struct arena *a, struct str s);

/* ---- format.c ---- */
void format_name(struct str s, struct buf *out);
/* fact.c: what facts are, by enum fact. */
struct lang_fact {
  char kind; /* of the slug, as lang_names.fact has it */
  enum lang_type type;
  const char *en, *zh; /* what the slug names */
  const char *before_en, *after_en, *before_zh, *after_zh;
  const char *text; /* the expression it stands for; @ = the slug */
};
extern const struct lang_fact lang_facts[LANG_FACTS];

void format_string(struct str s, char quote, struct buf *out);

#endif
