/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TLS with a certificate made here.  GnuTLS is what libmicrohttpd speaks TLS with, and its
 * development package comes with libmicrohttpd's. */
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "server.h"

static void write_pem(const char *name, gnutls_datum_t *pem) {
  struct err err;
  assert_true(io_write_atomic(io_posix(), name, pem->data, pem->size, &err));
  gnutls_free(pem->data);
}

static void make_certificate(const char *cert_path, const char *key_path) {
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t cert;
  gnutls_datum_t pem;
  time_t now = (time_t)(clock_wall_ms(clock_system()) / 1000);
  assert_int_equal(gnutls_x509_privkey_init(&key), 0);
  assert_int_equal(gnutls_x509_privkey_generate(
                       key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
                   0);
  assert_int_equal(gnutls_x509_crt_init(&cert), 0);
  gnutls_x509_crt_set_version(cert, 3);
  gnutls_x509_crt_set_serial(cert, "\1", 1);
  gnutls_x509_crt_set_activation_time(cert, now - 3600);
  gnutls_x509_crt_set_expiration_time(cert, now + 3600);
  gnutls_x509_crt_set_dn(cert, "CN=localhost", NULL);
  gnutls_x509_crt_set_key(cert, key);
  assert_int_equal(gnutls_x509_crt_sign2(cert, cert, key, GNUTLS_DIG_SHA256, 0), 0);
  assert_int_equal(gnutls_x509_crt_export2(cert, GNUTLS_X509_FMT_PEM, &pem), 0);
  write_pem(cert_path, &pem);
  assert_int_equal(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem), 0);
  write_pem(key_path, &pem);
  gnutls_x509_crt_deinit(cert);
  gnutls_x509_privkey_deinit(key);
}

static char dir[] = "/tmp/shoal-tls-XXXXXX";
static char cert_path[64], key_path[64], other_key[64], other_cert[64];

static int make_files(void **state) {
  if (!mkdtemp(dir)) return -1;
  snprintf(cert_path, sizeof cert_path, "%s/cert", dir);
  snprintf(key_path, sizeof key_path, "%s/key", dir);
  snprintf(other_cert, sizeof other_cert, "%s/other-cert", dir);
  snprintf(other_key, sizeof other_key, "%s/other-key", dir);
  make_certificate(cert_path, key_path);
  make_certificate(other_cert, other_key);
  return 0;
}

static int remove_files(void **state) {
  unlink(cert_path), unlink(key_path), unlink(other_cert), unlink(other_key);
  return rmdir(dir);
}

struct tls_peer {
  struct peer p;
  gnutls_session_t session;
  gnutls_certificate_credentials_t credentials;
};

/* 0, or what the handshake failed with. */
static int tls_open(struct tls_peer *t, const char *kinds) {
  int r;
  t->p = peer_open();
  gnutls_certificate_allocate_credentials(&t->credentials);
  gnutls_init(&t->session, GNUTLS_CLIENT);
  gnutls_priority_set_direct(t->session, kinds, NULL);
  gnutls_credentials_set(t->session, GNUTLS_CRD_CERTIFICATE, t->credentials);
  gnutls_transport_set_int(t->session, t->p.fd);
  do
    r = gnutls_handshake(t->session);
  while (r < 0 && !gnutls_error_is_fatal(r));
  return r;
}

static void tls_close(struct tls_peer *t) {
  gnutls_deinit(t->session);
  gnutls_certificate_free_credentials(t->credentials);
  peer_close(&t->p);
}

static bool tls_more(struct tls_peer *t) {
  ssize_t n;
  buf_reserve(&t->p.in, 20000);
  do
    n = gnutls_record_recv(t->session, t->p.in.p + t->p.in.n, 20000);
  while (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED);
  if (n <= 0) return false;
  t->p.in.n += (size_t)n;
  t->p.in.p[t->p.in.n] = 0;
  return true;
}

/* Reads until the text has come. */
static bool tls_expect(struct tls_peer *t, const char *text) {
  while (!t->p.in.p || !strstr(peer_rest(&t->p), text))
    if (!tls_more(t)) return false;
  return true;
}

static void tls_say(struct tls_peer *t, const char *text) {
  assert_int_equal(gnutls_record_send(t->session, text, strlen(text)), (ssize_t)strlen(text));
}

static void requests_over_tls(void **state) {
  struct tls_peer t;
  serve((struct http_options){.tls_cert = cert_path, .tls_key = key_path});
  assert_true(http_is_tls(app.server));
  assert_int_equal(tls_open(&t, "NORMAL"), 0);
  tls_say(&t, "GET /info HTTP/1.1\r\nHost: localhost\r\n\r\n");
  assert_true(tls_expect(&t, "\"secure\":true"));
  assert_non_null(strstr(t.p.in.p, "Strict-Transport-Security: max-age=31536000\r\n"));
  t.p.at = t.p.in.n;
  tls_say(&t, "GET /header?v=x HTTP/1.1\r\nHost: localhost\r\n\r\n");
  assert_true(tls_expect(&t, "SameSite=Strict; Secure\r\n"));
  t.p.at = t.p.in.n;
  tls_say(&t, "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nsecret");
  assert_true(tls_expect(&t, "\r\n\r\nsecret"));
  t.p.at = t.p.in.n;
  tls_say(&t, "GET /big?n=300000&type=image/png HTTP/1.1\r\nHost: localhost\r\n\r\n");
  while (t.p.in.n - t.p.at < 300000)
    assert_true(tls_more(&t));
  tls_close(&t);
  stop();
}

static void streams_and_leaving_over_tls(void **state) {
  struct tls_peer t;
  serve((struct http_options){.tls_cert = cert_path, .tls_key = key_path});
  assert_int_equal(tls_open(&t, "NORMAL"), 0);
  tls_say(&t, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  assert_true(tls_expect(&t, "text/event-stream"));
  assert_true(wait_for(&app.handled, 1));
  struct http_stream *s = NULL;
  while (!s) {
    pthread_mutex_lock(&app.lock);
    s = app.stream;
    pthread_mutex_unlock(&app.lock);
  }
  assert_true(http_stream_send(s, NULL, STR(""), STR("hello")));
  assert_true(tls_expect(&t, "data: hello"));
  tls_close(&t);
  assert_true(wait_for(&app.done, 1));
  assert_false(http_stream_open(s));
  http_stream_close(s);
  assert_int_equal(tls_open(&t, "NORMAL"), 0);
  tls_say(&t, "GET /block HTTP/1.1\r\nHost: localhost\r\n\r\n");
  assert_true(wait_for(&app.blocked, 1));
  tls_close(&t);
  assert_true(wait_for(&app.gone, 1));
  stop();
}

static void old_tls_and_plain_text_are_refused(void **state) {
  struct tls_peer t;
  serve((struct http_options){.tls_cert = cert_path, .tls_key = key_path});
  assert_int_not_equal(tls_open(&t, "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT"), 0);
  tls_close(&t);
  assert_int_equal(tls_open(&t, "NORMAL:-VERS-ALL:+VERS-TLS1.2"), 0);
  tls_close(&t);
  assert_int_equal(ask("GET /info", NULL).status, 0);
  /* A handshake that never goes on is cut. */
  struct peer p = peer_open();
  clock_forward(&app.clock, HTTP_HEAD_S + 1);
  assert_false(peer_more(&p));
  peer_close(&p);
  assert_int_equal(app.handled, 0);
  stop();
}

static void a_key_of_another_certificate(void **state) {
  struct http_app a = {.route = app_route, .handle = app_handle};
  struct http_server *s = NULL;
  struct err err = {0};
  assert_false(http_start(&(struct http_options){.tls_cert = cert_path, .tls_key = other_key}, &a,
                          &s, &err));
  assert_int_equal(err.code, ERR_http_bad_tls);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(requests_over_tls),
      cmocka_unit_test(streams_and_leaving_over_tls),
      cmocka_unit_test(old_tls_and_plain_text_are_refused),
      cmocka_unit_test(a_key_of_another_certificate),
  };
  return cmocka_run_group_tests(tests, make_files, remove_files);
}
