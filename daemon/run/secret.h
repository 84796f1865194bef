#ifndef RUN_SECRET_H
#define RUN_SECRET_H

struct err;

/*
 * A secret as the configuration names it: "file:PATH" (refused when others may read it),
 * "env:NAME", "credential:NAME" (systemd's, in $CREDENTIALS_DIRECTORY), or the secret itself. dir
 * is what a relative PATH is relative to. Returns the secret without the white space around it,
 * which the caller frees; NULL and ERR_CONFIG with a reason that never shows it. *plain is set to 1
 * when the text was the secret itself.
 */
char *secret_read(const char *text, const char *dir, int *plain, struct err *err);

#endif
