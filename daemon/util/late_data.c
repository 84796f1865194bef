/* SQLite, the cryptography of OpenSSL, and libyaml. */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <yaml.h>

#include "util/late_private.h"

struct late_library late_sqlite = {LATE_SQLITE};
struct late_library late_crypto = {LATE_CRYPTO};
struct late_library late_yaml = {LATE_YAML};

#define SQL(type, name, parameters, arguments) LATE(late_sqlite, type, name, parameters, arguments)
SQL(int, sqlite3_backup_finish, (sqlite3_backup * p), (p))
SQL(sqlite3_backup *, sqlite3_backup_init,
	(sqlite3 * to, const char *to_name, sqlite3 *from, const char *from_name),
	(to, to_name, from, from_name))
SQL(int, sqlite3_backup_step, (sqlite3_backup * p, int n), (p, n))
SQL(int, sqlite3_bind_double, (sqlite3_stmt * s, int i, double v), (s, i, v))
SQL(int, sqlite3_bind_int64, (sqlite3_stmt * s, int i, sqlite3_int64 v), (s, i, v))
SQL(int, sqlite3_bind_null, (sqlite3_stmt * s, int i), (s, i))
SQL(int, sqlite3_bind_parameter_index, (sqlite3_stmt * s, const char *name), (s, name))
SQL(int, sqlite3_bind_text, (sqlite3_stmt * s, int i, const char *v, int n, void (*done)(void *)),
	(s, i, v, n, done))
SQL(int, sqlite3_busy_timeout, (sqlite3 * db, int ms), (db, ms))
SQL(sqlite3_int64, sqlite3_changes64, (sqlite3 * db), (db))
SQL(int, sqlite3_clear_bindings, (sqlite3_stmt * s), (s))
SQL(int, sqlite3_close, (sqlite3 * db), (db))
SQL(double, sqlite3_column_double, (sqlite3_stmt * s, int i), (s, i))
SQL(sqlite3_int64, sqlite3_column_int64, (sqlite3_stmt * s, int i), (s, i))
SQL(const unsigned char *, sqlite3_column_text, (sqlite3_stmt * s, int i), (s, i))
SQL(int, sqlite3_column_type, (sqlite3_stmt * s, int i), (s, i))
SQL(int, sqlite3_errcode, (sqlite3 * db), (db))
SQL(const char *, sqlite3_errmsg, (sqlite3 * db), (db))
SQL(const char *, sqlite3_errstr, (int code), (code))
SQL(int, sqlite3_exec,
	(sqlite3 * db, const char *sql, int (*each)(void *, int, char **, char **), void *arg,
		char **err),
	(db, sql, each, arg, err))
SQL(int, sqlite3_extended_result_codes, (sqlite3 * db, int on), (db, on))
SQL(int, sqlite3_finalize, (sqlite3_stmt * s), (s))
SQL(const char *, sqlite3_libversion, (void), ())
SQL(int, sqlite3_open_v2, (const char *name, sqlite3 **db, int flags, const char *vfs),
	(name, db, flags, vfs))
SQL(int, sqlite3_prepare_v2,
	(sqlite3 * db, const char *sql, int n, sqlite3_stmt **s, const char **tail),
	(db, sql, n, s, tail))
SQL(int, sqlite3_prepare_v3,
	(sqlite3 * db, const char *sql, int n, unsigned int flags, sqlite3_stmt **s,
		const char **tail),
	(db, sql, n, flags, s, tail))
SQL(int, sqlite3_reset, (sqlite3_stmt * s), (s))
SQL(int, sqlite3_step, (sqlite3_stmt * s), (s))

/* All that is set with it here is on or off: a number, and where to tell what holds now. */
int sqlite3_db_config(sqlite3 *db, int op, ...)
{
	static int (*call)(sqlite3 *, int, ...);
	va_list ap;
	if (!call)
		LATE_FIND(late_sqlite, call, "sqlite3_db_config");
	va_start(ap, op);
	int on = va_arg(ap, int);
	int *now = va_arg(ap, int *);
	va_end(ap);
	return call(db, op, on, now);
}

#define CRYPTO(type, name, parameters, arguments) \
	LATE(late_crypto, type, name, parameters, arguments)
CRYPTO(int, CRYPTO_memcmp, (const void *a, const void *b, size_t n), (a, b, n))
CRYPTO(int, EVP_DecodeBlock, (unsigned char *to, const unsigned char *from, int n), (to, from, n))
CRYPTO(int, EVP_Digest,
	(const void *s, size_t n, unsigned char *md, unsigned int *md_len, const EVP_MD *type,
		ENGINE *e),
	(s, n, md, md_len, type, e))
CRYPTO(int, EVP_DigestSign,
	(EVP_MD_CTX * c, unsigned char *sig, size_t *sig_len, const unsigned char *s, size_t n),
	(c, sig, sig_len, s, n))
CRYPTO(int, EVP_DigestSignInit,
	(EVP_MD_CTX * c, EVP_PKEY_CTX **key_ctx, const EVP_MD *type, ENGINE *e, EVP_PKEY *key),
	(c, key_ctx, type, e, key))
CRYPTO(int, EVP_EncodeBlock, (unsigned char *to, const unsigned char *from, int n), (to, from, n))
CRYPTO(void, EVP_MD_CTX_free, (EVP_MD_CTX * c), (c))
CRYPTO(EVP_MD_CTX *, EVP_MD_CTX_new, (void), ())
CRYPTO(void, EVP_PKEY_free, (EVP_PKEY * key), (key))
CRYPTO(int, EVP_PKEY_get_raw_public_key, (const EVP_PKEY *key, unsigned char *to, size_t *n),
	(key, to, n))
CRYPTO(EVP_PKEY *, EVP_PKEY_new_raw_private_key,
	(int type, ENGINE *e, const unsigned char *s, size_t n), (type, e, s, n))
CRYPTO(const EVP_MD *, EVP_sha256, (void), ())
CRYPTO(unsigned char *, HMAC,
	(const EVP_MD *type, const void *key, int key_len, const unsigned char *s, size_t n,
		unsigned char *md, unsigned int *md_len),
	(type, key, key_len, s, n, md, md_len))
CRYPTO(void, OPENSSL_cleanse, (void *s, size_t n), (s, n))
CRYPTO(const char *, OpenSSL_version, (int what), (what))

#define YAML(type, name, parameters, arguments) LATE(late_yaml, type, name, parameters, arguments)
YAML(void, yaml_event_delete, (yaml_event_t * e), (e))
YAML(const char *, yaml_get_version_string, (void), ())
YAML(void, yaml_parser_delete, (yaml_parser_t * p), (p))
YAML(int, yaml_parser_initialize, (yaml_parser_t * p), (p))
YAML(int, yaml_parser_parse, (yaml_parser_t * p, yaml_event_t *e), (p, e))
YAML(void, yaml_parser_set_encoding, (yaml_parser_t * p, yaml_encoding_t e), (p, e))
YAML(void, yaml_parser_set_input_string, (yaml_parser_t * p, const unsigned char *s, size_t n),
	(p, s, n))
