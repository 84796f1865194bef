#include "net/robots.h"

#include <strings.h>

#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

/* More rules than this nobody writes who means one of them. */
#define RULES_MAX 10000

struct rule {
	char *pattern; /* normal form */
	bool allow;
};
struct rules {
	struct rule *items;
	size_t n, cap;
};
struct robots {
	struct rules named, common; /* for us by name; for all */
	bool is_named;
};

static bool is_token(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

static size_t token_len(const char *text, size_t len)
{
	size_t n = 0;
	while (n < len && is_token(text[n]))
		n++;
	return n;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_unreserved(unsigned char c)
{
	return is_token((char)c) || (c >= '0' && c <= '9') || c == '.' || c == '~';
}

/* One form for what is the same: needless escapes undone, the others in capitals, what must be
 * escaped escaped. */
static char *normal(const char *text, size_t len)
{
	struct buf out = BUF_INIT(URL_BYTES_MAX * 3);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c == '%' && i + 2 < len && hex_value(text[i + 1]) >= 0 &&
			hex_value(text[i + 2]) >= 0) {
			unsigned char byte = (unsigned char)(hex_value(text[i + 1]) * 16 +
							     hex_value(text[i + 2]));
			i += 2;
			if (is_unreserved(byte))
				(void)buf_putc(&out, (char)byte);
			else
				(void)buf_printf(&out, "%%%02X", byte);
		} else if (c <= ' ' || c >= 0x7F) {
			(void)buf_printf(&out, "%%%02X", c);
		} else {
			(void)buf_putc(&out, (char)c);
		}
	}
	return buf_take(&out);
}

static void add_rule(struct rules *rules, const char *value, size_t len, bool allow)
{
	/* An empty one rules out nothing. */
	if (!len || len > URL_BYTES_MAX || rules->n >= RULES_MAX)
		return;
	MEM_ROOM(rules->items, rules->n, rules->cap);
	rules->items[rules->n++] = (struct rule){.pattern = normal(value, len), .allow = allow};
}

/* Cuts a line into key and value, without remark and white space; false: it has none. */
static bool cut(const char *line, size_t len, const char **key, size_t *key_len, const char **value,
	size_t *value_len)
{
	const char *hash = memchr(line, '#', len);
	if (hash)
		len = (size_t)(hash - line);
	const char *colon = memchr(line, ':', len);
	if (!colon)
		return false;
	const char *end = line + len, *from = colon + 1, *to = end, *stop = colon;
	while (line < stop && (*line == ' ' || *line == '\t'))
		line++;
	while (stop > line && (stop[-1] == ' ' || stop[-1] == '\t'))
		stop--;
	while (from < to && (*from == ' ' || *from == '\t'))
		from++;
	while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
		to--;
	*key = line;
	*key_len = (size_t)(stop - line);
	*value = from;
	*value_len = (size_t)(to - from);
	return true;
}

static bool is_word(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && strncasecmp(text, word, len) == 0;
}

struct parser {
	struct robots *robots;
	const char *agent; /* its first word */
	size_t agent_len;
	bool in_agents; /* the last line that counts named a reader */
	bool ours, common; /* whom the group is for */
};

static void take_line(struct parser *p, const char *line, size_t len)
{
	const char *key, *value;
	size_t key_len, value_len;
	if (!cut(line, len, &key, &key_len, &value, &value_len))
		return;
	if (is_word(key, key_len, "user-agent")) {
		if (!p->in_agents)
			p->ours = p->common = false;
		p->in_agents = true;
		size_t n = token_len(value, value_len);
		if (value_len && *value == '*')
			p->common = true;
		else if (n && n == p->agent_len && strncasecmp(value, p->agent, n) == 0)
			p->ours = p->robots->is_named = true;
		return;
	}
	bool allow = is_word(key, key_len, "allow");
	if (!allow && !is_word(key, key_len, "disallow"))
		return; /* sitemaps and the like end no group */
	p->in_agents = false;
	if (p->ours)
		add_rule(&p->robots->named, value, value_len, allow);
	if (p->common)
		add_rule(&p->robots->common, value, value_len, allow);
}

struct robots *robots_parse(const char *text, size_t len, const char *user_agent)
{
	struct robots *robots = xcalloc(1, sizeof(*robots));
	struct parser parser = {.robots = robots,
		.agent = user_agent,
		.agent_len = token_len(user_agent, strlen(user_agent))};
	if (len > ROBOTS_BYTES_MAX)
		len = ROBOTS_BYTES_MAX;
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		text += 3;
		len -= 3;
	}
	for (size_t i = 0; i < len;) {
		size_t start = i;
		while (i < len && text[i] != '\n' && text[i] != '\r')
			i++;
		take_line(&parser, text + start, i - start);
		i++;
	}
	return robots;
}

struct robots *robots_parse_tdm(const char *text, size_t len)
{
	struct robots *robots = xcalloc(1, sizeof(*robots));
	AUTOJSON json_t *list = json_parse(text, len, NULL);
	size_t i;
	const json_t *rule;
	json_array_foreach(list, i, rule)
	{
		const char *location = json_get_text(rule, "location");
		int64_t reserved = json_get_int(rule, "tdm-reservation", -1);
		if (location && (reserved == 0 || reserved == 1))
			add_rule(&robots->common, location, strlen(location), reserved == 0);
	}
	return robots;
}

/* Whether a pattern matches the start of a path: "*" is any run of bytes, "$" at the end the end.
 */
static bool matches(const char *pattern, const char *path)
{
	const char *star = NULL, *mark = NULL;
	for (;;) {
		if (!*pattern || (*pattern == '$' && !pattern[1] && !*path))
			return true;
		if (*pattern == '*') {
			star = pattern++;
			mark = path;
		} else if (*path && *pattern == *path) {
			pattern++;
			path++;
		} else if (star && *mark) {
			pattern = star + 1;
			path = ++mark;
		} else {
			return false;
		}
	}
}

bool robots_allows(const struct robots *robots, const char *path)
{
	const struct rules *rules = robots->is_named ? &robots->named : &robots->common;
	AUTOFREE char *asked = normal(path, strlen(path));
	size_t longest = 0;
	bool allow = true;
	for (size_t i = 0; i < rules->n; i++) {
		const struct rule *rule = &rules->items[i];
		size_t len = strlen(rule->pattern);
		/* Of two as long the one that allows counts; no pattern is empty. */
		if (len < longest || (len == longest && !rule->allow) ||
			!matches(rule->pattern, asked))
			continue;
		longest = len;
		allow = rule->allow;
	}
	return allow;
}

void robots_free(struct robots *robots)
{
	if (!robots)
		return;
	struct rules *const both[] = {&robots->named, &robots->common};
	for (size_t i = 0; i < ARRAY_SIZE(both); i++) {
		for (size_t j = 0; j < both[i]->n; j++)
			free(both[i]->items[j].pattern);
		free(both[i]->items);
	}
	free(robots);
}
