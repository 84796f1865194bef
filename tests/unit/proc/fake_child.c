/*
 * A child of the tests: behaves as its first argument says. Requests are read as bare lines, so
 * that it depends on nothing: the id is what stands between the first two quotes after "id":.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char line[1 << 22];

static const char *id_of(const char *request)
{
	static char id[32];
	const char *p = strstr(request, "\"id\":\"");
	(void)snprintf(id, sizeof(id), "%.*s", p ? (int)strcspn(p + 6, "\"") : 0, p ? p + 6 : "");
	return id;
}

static void say(const char *fmt, const char *id)
{
	(void)printf(fmt, id);
	(void)fflush(stdout);
}

static void wait_for_ever(void)
{
	for (;;)
		(void)pause();
}

static void answer(const char *mode)
{
	const char *id = id_of(line);
	/* A request may name a mode of its own. */
	if (strstr(line, "\"crash\""))
		mode = "crash";
	if (strcmp(mode, "crash") == 0)
		(void)raise(SIGSEGV);
	else if (strcmp(mode, "exit") == 0)
		exit(3);
	else if (strcmp(mode, "hang") == 0)
		wait_for_ever();
	else if (strcmp(mode, "garbage") == 0)
		say("this is no JSON %s\n", id);
	else if (strcmp(mode, "stranger") == 0)
		say("{\"id\":\"999%s\",\"result\":\"ok\"}\n", id);
	else if (strcmp(mode, "word") == 0)
		say("{\"id\":\"%s\",\"result\":\"perhaps\"}\n", id);
	else if (strcmp(mode, "retry") == 0)
		say("{\"id\":\"%s\",\"result\":\"retry\",\"why\":\"not now\"}\n", id);
	else if (strcmp(mode, "partial") == 0) {
		say("{\"id\":\"%s\",\"n\":1}\n", id);
		say("{\"id\":\"%s\",\"n\":2}\n", id);
		say("{\"id\":\"%s\",\"result\":\"ok\"}\n", id);
	} else if (strcmp(mode, "endless") == 0) {
		for (;;)
			say("no end of the line", id);
	} else if (strcmp(mode, "last") == 0) {
		/* The answer and the end at once. */
		(void)printf("{\"id\":\"%s\",\"result\":\"ok\"}\n", id);
		exit(0);
	} else {
		const char *env = getenv("NOTIFY_SOCKET");
		(void)printf("{\"id\":\"%s\",\"result\":\"ok\",\"bytes\":%zu,\"env\":\"%s\"}\n", id,
			strlen(line), env ? env : "");
		(void)fflush(stdout);
	}
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "echo";
	if (strcmp(mode, "dead") == 0)
		return 1;
	if (strcmp(mode, "stderr") == 0) {
		(void)fprintf(stderr, "first\nsecond\n");
		for (int i = 0; i < 9000; i++)
			(void)fputc('x', stderr);
		(void)fprintf(stderr, "\n");
		for (int i = 0; i < 1000; i++)
			(void)fprintf(stderr, "flood %d\n", i);
	}
	bool pair = strcmp(mode, "pair") == 0;
	char first[32] = "";
	while (fgets(line, sizeof(line), stdin)) {
		if (strstr(line, "\"hello\":")) {
			if (strcmp(mode, "mute") == 0)
				return 1;
			say("{\"hello\":{\"protocol\":%s,\"max_in_flight\":2}}\n",
				strcmp(mode, "old") == 0 ? "7" : "1");
		} else if (pair && !first[0]) {
			(void)snprintf(first, sizeof(first), "%s", id_of(line));
		} else if (pair) {
			/* Two requests, answered in the other order. */
			say("{\"id\":\"%s\",\"result\":\"ok\"}\n", id_of(line));
			say("{\"id\":\"%s\",\"result\":\"ok\"}\n", first);
			first[0] = '\0';
		} else {
			answer(mode);
		}
	}
	return 0;
}
