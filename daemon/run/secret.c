#include "run/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* Keys are some dozens of bytes; a larger file is the wrong one. */
#define SECRET_BYTES_MAX KIB(4)

static bool prefixed(const char *text, const char *prefix, const char **rest)
{
	size_t n = strlen(prefix);
	if (strncmp(text, prefix, n) != 0)
		return false;
	*rest = text + n;
	return true;
}

static char *from_file(const char *path, bool private_place, struct err *err)
{
	struct stat st;
	if (stat(path, &st) < 0) {
		(void)err_set(err, ERR_CONFIG, "cannot read %s: %s", path, strerror(errno));
		return NULL;
	}
	/* The service manager guards its own directory. */
	if (!private_place && (st.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		(void)err_set(err, ERR_CONFIG, "%s may be read by others (mode %04o): make it 0600",
			path, (unsigned int)st.st_mode & 07777u);
		return NULL;
	}
	struct buf bytes CLEANUP(buf_release) = BUF_INIT(SECRET_BYTES_MAX);
	if (file_read(path, &bytes, err) < 0) {
		if (err)
			err->code = ERR_CONFIG;
		return NULL;
	}
	char *secret = utf8_squeeze(bytes.data, bytes.len);
	explicit_bzero(bytes.data, bytes.len);
	if (*secret)
		return secret;
	free(secret);
	(void)err_set(err, ERR_CONFIG, "%s is empty", path);
	return NULL;
}

char *secret_read(const char *text, const char *dir, int *plain, struct err *err)
{
	const char *rest;
	*plain = 0;
	if (prefixed(text, "file:", &rest)) {
		AUTOFREE char *path = *rest == '/' ? xstrdup(rest) : xasprintf("%s/%s", dir, rest);
		return from_file(path, false, err);
	}
	if (prefixed(text, "credential:", &rest)) {
		const char *place = getenv("CREDENTIALS_DIRECTORY");
		if (!place || strchr(rest, '/')) {
			(void)err_set(err, ERR_CONFIG,
				"there is no credential \"%s\": the service manager passed none",
				rest);
			return NULL;
		}
		AUTOFREE char *path = xasprintf("%s/%s", place, rest);
		return from_file(path, true, err);
	}
	if (prefixed(text, "env:", &rest)) {
		const char *value = getenv(rest);
		if (value && *value)
			return xstrdup(value);
		(void)err_set(err, ERR_CONFIG, "the environment has no %s", rest);
		return NULL;
	}
	*plain = 1;
	return xstrdup(text);
}
