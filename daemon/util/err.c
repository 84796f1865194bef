#include "util/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "util/buf.h"
#include "util/mem.h"

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	if (!err)
		return code;
	va_list ap;
	va_start(ap, fmt);
	/* Format aside first: an argument may be err's own text. */
	char text[ERR_TEXT_SIZE];
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	memcpy(err->text, text, sizeof(text));
	err->code = code;
	return code;
}

int err_prefix(struct err *err, const char *fmt, ...)
{
	if (!err)
		return ERR_FAIL;
	struct buf text CLEANUP(buf_release) = BUF_INIT(ERR_TEXT_SIZE - 1);
	va_list ap;
	va_start(ap, fmt);
	char head[ERR_TEXT_SIZE];
	(void)vsnprintf(head, sizeof(head), fmt, ap);
	va_end(ap);
	(void)buf_puts(&text, head);
	(void)buf_puts(&text, ": ");
	(void)buf_puts(&text, err->text);
	memcpy(err->text, buf_str(&text), text.len + 1);
	return err->code;
}

const char *err_word(enum err_code code)
{
	switch (code) {
	case ERR_NONE:
		return "ok";
	case ERR_RETRY:
		return "retry";
	case ERR_REJECT:
		return "reject";
	case ERR_CONFIG:
		return "config";
	case ERR_FAIL:
		break;
	}
	return "fail";
}

enum err_code err_from_word(const char *word)
{
	static const enum err_code codes[] = {ERR_NONE, ERR_RETRY, ERR_REJECT, ERR_CONFIG};
	for (size_t i = 0; word && i < sizeof(codes) / sizeof(codes[0]); i++)
		if (strcmp(word, err_word(codes[i])) == 0)
			return codes[i];
	return ERR_FAIL;
}

int err_exit_status(enum err_code code)
{
	switch (code) {
	case ERR_NONE:
		return EX_OK;
	case ERR_RETRY:
		return EX_TEMPFAIL;
	case ERR_REJECT:
		return EX_DATAERR;
	case ERR_CONFIG:
		return EX_CONFIG;
	case ERR_FAIL:
		break;
	}
	return EX_SOFTWARE;
}
