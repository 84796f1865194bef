#include "proc/child.h"

#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

/* What happened, in order, as words; and when the loop may end. */
struct story {
	struct event_base *base;
	struct child *child;
	int done, want; /* requests answered; how many end the loop */
	int lines, downs, ups, errors, want_downs, want_errors;
	struct err last;
	int64_t bytes;
	char env[64];
	char order[64];
	char down[512];
	char error[512];
	char longest[8192];
};

static void check_end(struct story *s)
{
	if ((s->want && s->done >= s->want) || (s->want_downs && s->downs >= s->want_downs) ||
		(s->want_errors && s->errors >= s->want_errors))
		(void)event_base_loopbreak(s->base);
}

static void on_note(const char *name, enum child_event event, const char *text, void *arg)
{
	struct story *s = arg;
	ck_assert_str_eq(name, "fake");
	if (event == CHILD_UP)
		s->ups++;
	if (event == CHILD_DOWN) {
		s->downs++;
		(void)snprintf(s->down, sizeof(s->down), "%s", text);
	}
	if (event == CHILD_STDERR) {
		s->errors++;
		(void)snprintf(s->error, sizeof(s->error), "%s", text);
		if (strlen(text) > strlen(s->longest))
			(void)snprintf(s->longest, sizeof(s->longest), "%s", text);
	}
	check_end(s);
}

static void on_line(uint64_t id, const json_t *line, void *arg)
{
	struct story *s = arg;
	(void)id;
	ck_assert_int_eq(json_get_int(line, "n", -1), ++s->lines);
}

static void on_done(uint64_t id, const json_t *answer, const struct err *err, void *arg)
{
	struct story *s = arg;
	s->done++;
	s->last = *err;
	s->bytes = answer ? json_get_int(answer, "bytes", -1) : -1;
	const char *env = answer ? json_get_text(answer, "env") : NULL;
	(void)snprintf(s->env, sizeof(s->env), "%s", env ? env : "");
	size_t used = strlen(s->order);
	(void)snprintf(s->order + used, sizeof(s->order) - used, "%llu ", (unsigned long long)id);
	check_end(s);
}

static struct child *make(struct story *s, const char *mode, size_t max_in_flight, bool greet)
{
	const char *argv[] = {FAKE_CHILD, mode, NULL};
	AUTOJSON json_t *hello = json_pack("{s:[i]}", "protocol", 1);
	struct child_spec spec = {.name = "fake",
		.argv = argv,
		.restart_max_secs = 1,
		.max_in_flight = max_in_flight,
		.hello = greet ? hello : NULL,
		.note = on_note,
		.note_arg = s};
	(void)signal(SIGPIPE, SIG_IGN);
	s->base = event_base_new();
	s->child = child_new(s->base, &spec);
	return s->child;
}

static uint64_t ask(struct story *s, const char *op, int64_t deadline_ms)
{
	AUTOJSON json_t *body = json_pack("{s:s}", "op", op);
	struct child_request request = {.body = body,
		.deadline_ms = deadline_ms,
		.on_line = on_line,
		.done = on_done,
		.arg = s};
	return child_ask(s->child, &request);
}

static void finish(struct story *s)
{
	child_free(s->child);
	event_base_free(s->base);
}

START_TEST(answers_match_requests)
{
	struct story s = {.want = 5};
	make(&s, "echo", 1, true);
	(void)setenv("NOTIFY_SOCKET", "@secret", 1);
	for (int i = 0; i < 5; i++)
		ck_assert_uint_eq(ask(&s, "x", 60000), (uint64_t)i + 1);
	ck_assert_uint_eq(child_load(s.child), 5);
	ck_assert_int_eq(s.done, 0);
	(void)event_base_dispatch(s.base);
	ck_assert_str_eq(s.order, "1 2 3 4 5 ");
	ck_assert_int_eq(s.last.code, ERR_NONE);
	ck_assert_uint_eq(child_load(s.child), 0);
	ck_assert(child_ready(s.child));
	ck_assert_str_eq(s.env, ""); /* the manager's variables are not handed down */
	(void)unsetenv("NOTIFY_SOCKET");
	ck_assert_int_eq(s.downs, 0);
	pid_t pid = child_pid(s.child);
	finish(&s);
	ck_assert_int_eq(kill(pid, 0), -1); /* ended and waited for */
}
END_TEST

START_TEST(answers_in_any_order)
{
	/* The greeting's answer allows 2 at once, whatever the host would send. */
	struct story s = {.want = 4};
	make(&s, "pair", 9, true);
	for (int i = 0; i < 4; i++)
		(void)ask(&s, "x", 60000);
	(void)event_base_dispatch(s.base);
	ck_assert_str_eq(s.order, "2 1 4 3 ");
	finish(&s);
}
END_TEST

START_TEST(partial_lines_come_first)
{
	struct story s = {.want = 1};
	make(&s, "partial", 1, false);
	(void)ask(&s, "x", 60000);
	(void)event_base_dispatch(s.base);
	ck_assert_int_eq(s.lines, 2);
	ck_assert_int_eq(s.last.code, ERR_NONE);
	finish(&s);
}
END_TEST

START_TEST(large_requests_pass)
{
	struct story s = {.want = 2};
	make(&s, "echo", 1, false);
	AUTOFREE char *text = xmalloc(MIB(2) + 1);
	memset(text, 'a', MIB(2));
	text[MIB(2)] = '\0';
	(void)ask(&s, text, 60000);
	(void)ask(&s, "x", 60000);
	s.want = 1;
	(void)event_base_dispatch(s.base);
	ck_assert_int_gt(s.bytes, (int64_t)MIB(2));
	s.want = 2;
	(void)event_base_dispatch(s.base);
	ck_assert_int_lt(s.bytes, 100);
	finish(&s);
}
END_TEST

START_TEST(too_large_a_request_is_rejected)
{
	struct story s = {.want = 1};
	make(&s, "echo", 1, false);
	AUTOFREE char *text = xmalloc(WIRE_LINE_MAX + 1);
	memset(text, 'a', WIRE_LINE_MAX);
	text[WIRE_LINE_MAX] = '\0';
	(void)ask(&s, text, 60000);
	ck_assert_int_eq(s.done, 0);
	(void)event_base_dispatch(s.base);
	ck_assert_int_eq(s.last.code, ERR_REJECT);
	ck_assert_int_eq(s.downs, 0);
	finish(&s);
}
END_TEST

/* Each fault of a child fails the request under way, says why, and the next one is answered by the
 * child started anew. */
START_TEST(faults_fail_the_request)
{
	static const struct {
		const char *mode, *why;
		int64_t deadline_ms;
	} cases[] = {
		{"crash", "signal 11", 60000},
		{"exit", "exit status 3", 60000},
		{"hang", "no answer within 20 ms", 20},
		{"garbage", "rubbish: not JSON", 60000},
		{"stranger", "nobody asked", 60000},
		{"word", "\"result\" is not ok, retry, reject or fail", 60000},
		{"endless", "longer than", 60000},
	};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct story s = {.want = 1};
		make(&s, cases[i].mode, 1, true);
		(void)ask(&s, "x", cases[i].deadline_ms);
		(void)ask(&s, "y", cases[i].deadline_ms);
		(void)event_base_dispatch(s.base);
		ck_assert_int_eq(s.last.code, ERR_RETRY);
		ck_assert_msg(
			strstr(s.last.text, cases[i].why), "%s: %s", cases[i].mode, s.last.text);
		ck_assert_msg(strstr(s.last.text, "fake"), "%s", s.last.text);
		ck_assert_int_eq(s.bytes, -1);
		ck_assert_int_eq(s.downs, 1);
		ck_assert_uint_eq(child_load(s.child), 1); /* the one not sent is kept */
		s.want = 2;
		(void)event_base_dispatch(s.base);
		ck_assert_int_eq(s.downs, 2);
		finish(&s);
	}
}
END_TEST

START_TEST(a_poison_request_costs_only_itself)
{
	struct story s = {.want = 3};
	make(&s, "echo", 1, true);
	(void)ask(&s, "a", 60000);
	(void)ask(&s, "crash", 60000);
	(void)ask(&s, "b", 60000);
	(void)event_base_dispatch(s.base);
	ck_assert_int_eq(s.downs, 1);
	ck_assert_int_eq(s.ups, 2);
	ck_assert_str_eq(s.order, "1 2 3 ");
	ck_assert_int_eq(s.last.code, ERR_NONE);
	finish(&s);
}
END_TEST

START_TEST(its_words_reach_the_caller)
{
	struct story s = {.want = 1};
	make(&s, "retry", 1, true);
	(void)ask(&s, "x", 60000);
	(void)event_base_dispatch(s.base);
	ck_assert_int_eq(s.last.code, ERR_RETRY);
	ck_assert_str_eq(s.last.text, "not now");
	ck_assert_int_eq(s.downs, 0);
	finish(&s);
}
END_TEST

START_TEST(a_last_answer_counts)
{
	struct story s = {.want = 1};
	make(&s, "last", 1, true);
	(void)ask(&s, "x", 60000);
	(void)event_base_dispatch(s.base);
	ck_assert_int_eq(s.last.code, ERR_NONE);
	finish(&s);
}
END_TEST

/* A child that never comes up is not blamed on any request; its restarts are spaced out. */
START_TEST(no_work_before_the_greeting)
{
	static const struct {
		const char *mode, *why;
	} cases[] = {{"dead", "exit status 1"}, {"mute", "exit status 1"},
		{"old", "does not speak protocol"}};
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct story s = {.want_downs = 1};
		make(&s, cases[i].mode, 1, true);
		(void)ask(&s, "x", 60000);
		(void)event_base_dispatch(s.base);
		ck_assert_msg(strstr(s.down, cases[i].why), "%s", s.down);
		ck_assert_msg(strstr(s.down, "in 100 ms"), "%s", s.down);
		s.want_downs = 2;
		(void)event_base_dispatch(s.base);
		ck_assert_msg(strstr(s.down, "in 200 ms"), "%s", s.down);
		s.want_downs = 3;
		(void)event_base_dispatch(s.base);
		ck_assert_msg(strstr(s.down, "in 400 ms"), "%s", s.down);
		ck_assert_int_eq(s.done, 0);
		ck_assert_uint_eq(child_load(s.child), 1);
		ck_assert(!child_ready(s.child));
		finish(&s);
	}
}
END_TEST

START_TEST(a_program_that_is_not_there)
{
	const char *argv[] = {"/nonexistent/program", NULL};
	struct story s = {.want_downs = 1};
	struct child_spec spec = {.name = "fake", .argv = argv, .note = on_note, .note_arg = &s};
	s.base = event_base_new();
	s.child = child_new(s.base, &spec);
	(void)event_base_dispatch(s.base);
	ck_assert_msg(strstr(s.down, "cannot be executed"), "%s", s.down);
	finish(&s);
}
END_TEST

START_TEST(standard_error_is_told_in_lines)
{
	struct story s = {.want_errors = 201};
	make(&s, "stderr", 1, true);
	(void)event_base_dispatch(s.base);
	ck_assert_msg(strstr(s.error, "too many lines"), "%s", s.error);
	ck_assert_uint_le(strlen(s.longest), 8192);
	ck_assert_uint_ge(strlen(s.longest), 4096);
	finish(&s);
}
END_TEST

START_TEST(cancelled_requests_are_not_heard_of)
{
	struct story s = {.want = 1};
	make(&s, "echo", 1, true);
	uint64_t a = ask(&s, "a", 60000);
	(void)ask(&s, "b", 60000);
	child_cancel(s.child, a);
	child_cancel(s.child, 77);
	ck_assert_uint_eq(child_load(s.child), 1);
	(void)event_base_dispatch(s.base);
	ck_assert_str_eq(s.order, "2 ");
	finish(&s);
}
END_TEST

START_TEST(freed_while_busy)
{
	struct story s = {.want = 1};
	make(&s, "hang", 1, true);
	(void)ask(&s, "a", 60000);
	while (!child_ready(s.child))
		(void)event_base_loop(s.base, EVLOOP_ONCE);
	finish(&s);
	ck_assert_int_eq(s.done, 0);
}
END_TEST

UNIT_MAIN("proc/child", answers_match_requests, answers_in_any_order, partial_lines_come_first,
	large_requests_pass, too_large_a_request_is_rejected, faults_fail_the_request,
	a_poison_request_costs_only_itself, its_words_reach_the_caller, a_last_answer_counts,
	no_work_before_the_greeting, a_program_that_is_not_there, standard_error_is_told_in_lines,
	cancelled_requests_are_not_heard_of, freed_while_busy)
