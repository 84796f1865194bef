#ifndef UTIL_ERR_H
#define UTIL_ERR_H

#include <stddef.h>

/*
 * What the caller does next. The numbers are negative so that a function can return a count or 0
 * on success; the names are the plugin interface's and the wire's words.
 */
enum err_code {
	ERR_NONE = 0,
	ERR_RETRY = -1, /* a passing fault: ask again later */
	ERR_REJECT = -2, /* this input will never work: drop it, go on with the next */
	ERR_FAIL = -3, /* we, or the instance called, are broken: stop using it */
	ERR_CONFIG = -4, /* the operator must change something */
};

/* Enough for a path, a place and a reason; longer texts are cut. */
#define ERR_TEXT_SIZE 512

/* An error's text for people. Caller's storage; no release needed. Pass NULL where unwanted. */
struct err {
	enum err_code code;
	char text[ERR_TEXT_SIZE];
};

#define ERR_INIT                             \
	{                                    \
		.code = ERR_NONE, .text = "" \
	}

/* Fills err (may be NULL) with code and formatted text; returns code, to be returned on. */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts formatted text and ": " before what err says (err may be NULL); returns err's code. */
int err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The wire's word for a code: "ok", "retry", "reject", "fail", "config". Static storage. */
const char *err_word(enum err_code code);

/* The code for a wire word; ERR_FAIL for an unknown one. */
enum err_code err_from_word(const char *word);

/* The sysexits status for a code: 0, 75 (retry), 65 (reject), 70 (fail), 78 (config). */
int err_exit_status(enum err_code code);

#endif
