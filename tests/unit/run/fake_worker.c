/*
 * A worker of the tests that behaves as the path it is asked to read says: "poison" kills it,
 * "hang" hangs it, "flaky" kills it as long as that file exists, anything else is answered.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char line[1 << 16];

/* The text of a member, up to the next quotation mark. */
static const char *member(const char *name)
{
	static char value[1024];
	char key[32];
	(void)snprintf(key, sizeof(key), "\"%s\":\"", name);
	const char *p = strstr(line, key);
	p = p ? p + strlen(key) : "";
	(void)snprintf(value, sizeof(value), "%.*s", (int)strcspn(p, "\""), p);
	return value;
}

static void answer(void)
{
	const char *path = member("path");
	if (strstr(path, "poison"))
		(void)raise(SIGSEGV);
	if (strstr(path, "hang"))
		for (;;)
			(void)pause();
	if (strstr(path, "flaky") && unlink(path) == 0)
		(void)raise(SIGKILL);
	int shapeless = strstr(path, "shapeless") != NULL;
	(void)printf("{\"id\":\"%s\",", member("id")); /* path is gone with this */
	if (shapeless)
		(void)printf("\"result\":\"ok\",\"feed\":7}\n");
	else
		(void)printf("\"result\":\"reject\",\"why\":\"nothing in it\"}\n");
	(void)fflush(stdout);
}

int main(void)
{
	while (fgets(line, sizeof(line), stdin)) {
		if (strstr(line, "\"hello\":")) {
			(void)printf("{\"hello\":{\"protocol\":1}}\n");
			(void)fflush(stdout);
		} else {
			answer();
		}
	}
	return 0;
}
