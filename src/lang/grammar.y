/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The grammar.  Levels of precedence are written out as rules, so that `x between a and b` takes its
 * `and` before the logic does, without a precedence trick.  Soft words (last, day, this …) fall back to
 * identifiers wherever no window can stand.  Actions only call build.c; an action that fails marks the
 * parse as failed and still returns a node, and the driver stops before the next token. */
%include {
/* The template's own style is not ours to warn about; its tracing is not needed. */
#pragma GCC diagnostic ignored "-Wsign-compare"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wimplicit-fallthrough"
#ifndef NDEBUG
#define NDEBUG 1
#endif
#define YYNOERRORRECOVERY 1
#include "lang/grammar.h"
#include "lang/lang_int.h"
}
%name lang_grammar
%token_prefix TK_
%token_type {const struct token *}
%extra_context {struct parse *p}
/* LANG_PARENS_MAX levels with at most 14 pending symbols each fit. */
%stack_size 6000
%stack_overflow { p->overflow = true; }
%syntax_error { p->failed = true; }

%fallback ID LAST FULL TODAY YESTERDAY THIS PREVIOUS SINCE BEFORE UNIT WITHIN BY NEXT AS OF.

%type expr {struct node *}
%type conjunction {struct node *}
%type negation {struct node *}
%type test {struct node *}
%type sum {struct node *}
%type product {struct node *}
%type signed {struct node *}
%type primary {struct node *}
%type literal {struct node *}
%type item {struct node *}
%type where {struct node *}
%type items {struct node_list}
%type args {struct node_list}
%type name {const struct token *}
%type slug {const struct token *}
%type before {const struct token *}
%type moment {const struct token *}
%type length {const struct token *}
%type nth {struct node *}
%type by {const struct token *}
%type chain {struct node_list}
%type step {struct node *}
%type selector {struct target *}
%type within {struct bound}
%type events {struct target *}
%type target {struct target *}
%type window {struct window *}
%type window_opt {struct window *}

input ::= expr(A). { p->root = A; }

expr(A) ::= conjunction(B). { A = B; }
expr(A) ::= expr(B) OR conjunction(C). { A = build_logic(p, N_OR, B, C); }

conjunction(A) ::= negation(B). { A = B; }
conjunction(A) ::= conjunction(B) AND negation(C). { A = build_logic(p, N_AND, B, C); }

negation(A) ::= test(B). { A = B; }
negation(A) ::= NOT(T) negation(B). { A = build_not(p, T, B); }

test(A) ::= sum(B). { A = B; }
test(A) ::= sum(B) CMP(T) sum(C). { A = build_binary(p, N_CMP, T->code, B, C); }
test(A) ::= sum(B) IN LP items(L) RP(E). { A = build_in(p, false, B, L, E); }
test(A) ::= sum(B) NOT IN LP items(L) RP(E). { A = build_in(p, true, B, L, E); }
test(A) ::= sum(B) IN LIST(F) LP slug(S) RP(E). { A = build_listed(p, false, B, F, S, E); }
test(A) ::= sum(B) NOT IN LIST(F) LP slug(S) RP(E). { A = build_listed(p, true, B, F, S, E); }
test(A) ::= sum(B) BETWEEN sum(C) AND sum(D). { A = build_between(p, false, B, C, D); }
test(A) ::= sum(B) NOT BETWEEN sum(C) AND sum(D). { A = build_between(p, true, B, C, D); }
test(A) ::= sum(B) CONTAINS STRING(T). { A = build_contains(p, false, B, T); }
test(A) ::= sum(B) CONTAINS PARAM(T). { A = build_contains(p, false, B, T); }
test(A) ::= sum(B) NOT CONTAINS PARAM(T). { A = build_contains(p, true, B, T); }
test(A) ::= sum(B) NOT CONTAINS STRING(T). { A = build_contains(p, true, B, T); }
test(A) ::= sum(B) EXISTS(E). { A = build_test(p, N_EXISTS, false, B, E); }
test(A) ::= sum(B) NOT EXISTS(E). { A = build_test(p, N_EXISTS, true, B, E); }

sum(A) ::= product(B). { A = B; }
sum(A) ::= sum(B) PLUS product(C). { A = build_binary(p, N_ARITH, OP_ADD, B, C); }
sum(A) ::= sum(B) MINUS product(C). { A = build_binary(p, N_ARITH, OP_SUB, B, C); }

product(A) ::= signed(B). { A = B; }
product(A) ::= product(B) STAR signed(C). { A = build_binary(p, N_ARITH, OP_MUL, B, C); }
product(A) ::= product(B) SLASH signed(C). { A = build_binary(p, N_ARITH, OP_DIV, B, C); }

signed(A) ::= primary(B). { A = B; }
signed(A) ::= MINUS(T) signed(B). { A = build_negative(p, T, B); }

primary(A) ::= LP expr(B) RP. { A = B; }
primary(A) ::= LP(T) expr(B) RP AS OF moment(D). { A = build_as_of(p, T, B, D, NULL, D); }
primary(A) ::= LP(T) expr(B) RP AS OF YESTERDAY(E). { A = build_as_of(p, T, B, NULL, NULL, E); }
primary(A) ::= LP(T) expr(B) RP AS OF PREVIOUS UNIT(U). { A = build_as_of(p, T, B, NULL, U, U); }
primary(A) ::= literal(B). { A = B; }
primary(A) ::= name(T). { A = build_name(p, T); }
primary(A) ::= ID(T) DOT name(U). { A = build_dotted(p, T, U); }
primary(A) ::= CALL(F) LP args(L) RP(E). { A = build_call(p, F, L, E); }
primary(A) ::= SEGMENT(F) LP slug(S) RP(E). { A = build_reference(p, N_SEGMENT, F, S, E); }
primary(A) ::= FACT(F) LP slug(S) RP(E). { A = build_fact(p, F, S, E); }
primary(A) ::= CLASS(F) LP slug(S) before(B) RP(E). { A = build_class(p, F, S, NULL, B, E); }
primary(A) ::= SCORE(F) LP slug(S) COMMA slug(N) before(B) RP(E). {
  A = build_class(p, F, S, N, B, E);
}
primary(A) ::= AGG(F) LP target(T) where(W) window_opt(V) RP(E). {
  A = build_agg(p, F, T, W, V, E);
}

primary(A) ::= NTH(F) LP nth(N) COMMA target(T) where(W) window_opt(V) RP(E). {
  A = build_nth(p, F, N, T, W, V, E);
}
primary(A) ::= ANNIVERSARY(F) LP expr(B) RP WITHIN NEXT length(N) UNIT(U). {
  A = build_anniversary(p, F, B, NULL, N, U);
}
primary(A) ::= ANNIVERSARY(F) LP expr(B) RP WITHIN LAST(T) length(N) UNIT(U). {
  A = build_anniversary(p, F, B, T, N, U);
}
primary(A) ::= SEQUENCE(F) LP chain(L) by(B) window_opt(V) RP(E). {
  A = build_sequence(p, F, L, B, V, E);
}

literal(A) ::= NUMBER(T). { A = build_literal(p, T); }
literal(A) ::= STRING(T). { A = build_literal(p, T); }
literal(A) ::= DATE(T). { A = build_literal(p, T); }
literal(A) ::= PARAM(T). { A = build_literal(p, T); }
literal(A) ::= TRUE(T). { A = build_literal(p, T); }
literal(A) ::= FALSE(T). { A = build_literal(p, T); }

item(A) ::= literal(B). { A = B; }
item(A) ::= MINUS(T) NUMBER(N). { A = build_negative(p, T, build_literal(p, N)); }
items(A) ::= item(B). { A = (struct node_list){0}; node_list_add(p, &A, B); }
items(A) ::= items(A) COMMA item(B). { node_list_add(p, &A, B); }

args(A) ::= expr(B). { A = (struct node_list){0}; node_list_add(p, &A, B); }
args(A) ::= args(A) COMMA expr(B). { node_list_add(p, &A, B); }

name(A) ::= ID(T). { A = T; }
name(A) ::= QUOTED(T). { A = T; }
before(A) ::= . { A = NULL; }
before(A) ::= COMMA BEFORE moment(T). { A = T; }
slug(A) ::= ID(T). { A = T; }
slug(A) ::= STRING(T). { A = T; }

events(A) ::= name(T). { A = target_add(p, NULL, T); }
events(A) ::= events(B) OR name(T). { A = target_add(p, B, T); }

target(A) ::= STAR(T). { A = target_add(p, NULL, T); A->any = true; }
target(A) ::= STAR(T) DOT name(U). { A = target_add(p, NULL, T); A->any = true; A->prop = U; }
target(A) ::= events(B). { A = B; }
target(A) ::= LP events(B) RP. { A = B; }
target(A) ::= LP events(B) RP DOT name(U). { A = B; A->prop = U; }
target(A) ::= name(T) DOT name(U). { A = target_add(p, NULL, T); A->prop = U; }
target(A) ::= events(B) OR name(T) DOT(D) name(U). {
  A = target_add(p, B, T);
  parse_fail(p, D->pos, ERR_ambiguous_property, "%.*s", STRF(U->text));
}

nth(A) ::= length(N). { A = build_literal(p, N); }
nth(A) ::= MINUS(T) NUMBER(N). { A = build_negative(p, T, build_literal(p, N)); }

chain(A) ::= step(B). { A = (struct node_list){0}; node_list_add(p, &A, B); }
chain(A) ::= chain(A) ARROW step(B). { node_list_add(p, &A, B); }
chain(A) ::= chain(A) ARROW NOT(T) step(B). { node_list_add(p, &A, build_absence(p, T, B)); }
step(A) ::= selector(T) where(W) within(D). { A = build_step(p, T, W, D); }
selector(A) ::= STAR(T). { A = target_add(p, NULL, T); A->any = true; }
selector(A) ::= events(B). { A = B; }
selector(A) ::= LP events(B) RP. { A = B; }
within(A) ::= . { A = (struct bound){0}; }
within(A) ::= WITHIN(T) length(N) UNIT(U). { A = (struct bound){T, N, U}; }
by(A) ::= . { A = NULL; }
by(A) ::= BY name(T). { A = T; }

where(A) ::= . { A = NULL; }
where(A) ::= WHERE expr(B). { A = B; }

/* A text of its own: the rows a question chooses.  lang_parse_events puts the first token in front. */
input ::= SELECTOR(F) target(T) where(W). { p->root = build_agg(p, F, T, W, NULL, F); }

length(A) ::= NUMBER(T). { A = T; }
length(A) ::= PARAM(T). { A = T; }
moment(A) ::= DATE(T). { A = T; }
moment(A) ::= PARAM(T). { A = T; }

window_opt(A) ::= . { A = NULL; }
window_opt(A) ::= COMMA window(B). { A = B; }
window(A) ::= LAST(T) length(N) UNIT(U). { A = build_window(p, W_LAST, T, N, U); }
window(A) ::= LAST(T) length(N) FULL UNIT(U). { A = build_window(p, W_LAST_FULL, T, N, U); }
window(A) ::= TODAY(T). { A = build_window(p, W_THIS, T, NULL, NULL); }
window(A) ::= YESTERDAY(T). { A = build_window(p, W_PREVIOUS, T, NULL, NULL); }
window(A) ::= THIS(T) UNIT(U). { A = build_window(p, W_THIS, T, NULL, U); }
window(A) ::= PREVIOUS(T) UNIT(U). { A = build_window(p, W_PREVIOUS, T, NULL, U); }
window(A) ::= SINCE moment(D). { A = build_window_at(p, W_SINCE, D, NULL); }
window(A) ::= BEFORE moment(D). { A = build_window_at(p, W_BEFORE, D, NULL); }
window(A) ::= BETWEEN moment(D) AND moment(E). { A = build_window_at(p, W_BETWEEN, D, E); }

%code {
/* Plays the automaton on a copy of the stack's states, without actions.  Only asked after an error, so
 * the copy costs nothing that matters. */
bool lang_grammar_accepts(void *parser, int token) {
  yyParser *yyp = parser;
  YYACTIONTYPE states[YYSTACKDEPTH + 1];
  int top = (int)(yyp->yytos - yyp->yystack);
  for (int i = 0; i <= top; i++) states[i] = yyp->yystack[i].stateno;
  for (;;) {
    YYACTIONTYPE act = yy_find_shift_action((YYCODETYPE)token, states[top]);
    if (act >= YY_MIN_REDUCE) {
      int rule = act - YY_MIN_REDUCE;
      top += yyRuleInfoNRhs[rule];
      act = yy_find_reduce_action(states[top], yyRuleInfoLhs[rule]);
      if (++top >= YYSTACKDEPTH) return false;
      states[top] = act;
    } else {
      return act <= YY_MAX_SHIFTREDUCE || act == YY_ACCEPT_ACTION;
    }
  }
}
}
