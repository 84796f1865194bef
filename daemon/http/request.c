#include "http/request.h"

#include <stdint.h>
#include <strings.h>

#include "util/mem.h"

/* A line of the head, without its end. */
struct line {
	const char *at;
	size_t len;
};

/* Takes the next line: 1; 0 when it has not ended; -400 when it ends otherwise than in CR LF. */
static int next_line(const char **at, const char *end, struct line *out)
{
	const char *feed = memchr(*at, '\n', (size_t)(end - *at));
	if (!feed)
		return 0;
	if (feed == *at || feed[-1] != '\r')
		return -400;
	*out = (struct line){*at, (size_t)(feed - 1 - *at)};
	*at = feed + 1;
	return 1;
}

/* The bytes that names of methods and fields are made of (RFC 9110, 5.6.2). */
static bool is_token(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c != '\0' && strchr("!#$%&'*+-.^_`|~", c));
}

static size_t token_length(struct line line)
{
	size_t n = 0;
	while (n < line.len && is_token(line.at[n]))
		n++;
	return n;
}

static bool is(struct line text, const char *word)
{
	return text.len == strlen(word) && strncasecmp(text.at, word, text.len) == 0;
}

static int copy(struct line from, char *to, size_t size, int status)
{
	if (from.len >= size)
		return status;
	memcpy(to, from.at, from.len);
	to[from.len] = '\0';
	return 0;
}

static int read_target(struct line target, struct http_request *out)
{
	if (target.len == 0 || *target.at != '/')
		return -400;
	for (size_t i = 0; i < target.len; i++)
		if (target.at[i] <= ' ' || target.at[i] > '~' || target.at[i] == '#')
			return -400;
	struct line path = target, query = {"", 0};
	const char *mark = memchr(target.at, '?', target.len);
	if (mark) {
		path.len = (size_t)(mark - target.at);
		query = (struct line){mark + 1, target.len - path.len - 1};
	}
	int rc = copy(path, out->path, sizeof(out->path), -414);
	return rc < 0 ? rc : copy(query, out->query, sizeof(out->query), -414);
}

static int read_first(struct line line, struct http_request *out)
{
	size_t method = token_length(line);
	if (method == 0 || method == line.len || line.at[method] != ' ')
		return -400;
	struct line rest = {line.at + method + 1, line.len - method - 1};
	const char *space = memchr(rest.at, ' ', rest.len);
	if (!space)
		return -400;
	struct line target = {rest.at, (size_t)(space - rest.at)};
	struct line version = {space + 1, rest.len - target.len - 1};
	if (version.len != 8 || strncmp(version.at, "HTTP/", 5) != 0)
		return -400;
	if (strncmp(version.at, "HTTP/1.1", 8) != 0 && strncmp(version.at, "HTTP/1.0", 8) != 0)
		return -505;
	line.len = method;
	/* Methods go by case. */
	bool get = line.len == 3 && strncmp(line.at, "GET", 3) == 0;
	out->head = line.len == 4 && strncmp(line.at, "HEAD", 4) == 0;
	return get || out->head ? read_target(target, out) : -405;
}

/* The name alone: a port has no say in whom the request is meant for. */
static int read_host(struct line value, struct http_request *out)
{
	size_t len = value.len;
	const char *bracket = len && *value.at == '[' ? memchr(value.at, ']', len) : NULL;
	const char *from = bracket ? bracket : value.at;
	const char *colon = memchr(from, ':', (size_t)(value.at + len - from));
	if (colon) {
		for (const char *p = colon + 1; p < value.at + len; p++)
			if (*p < '0' || *p > '9')
				return -400;
		len = (size_t)(colon - value.at);
	}
	if (len == 0 || *out->host)
		return -400;
	for (size_t i = 0; i < len; i++)
		if (!is_token(value.at[i]) && !strchr("[]:", value.at[i]))
			return -400;
	int rc = copy((struct line){value.at, len}, out->host, sizeof(out->host), -400);
	for (char *p = out->host; rc == 0 && *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
	return rc;
}

static int read_field(struct line line, struct http_request *out)
{
	size_t name = token_length(line);
	if (name == 0 || name == line.len || line.at[name] != ':')
		return -400;
	struct line value = {line.at + name + 1, line.len - name - 1};
	while (value.len && (*value.at == ' ' || *value.at == '\t'))
		value.at++, value.len--;
	while (value.len && (value.at[value.len - 1] == ' ' || value.at[value.len - 1] == '\t'))
		value.len--;
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.at[i] < ' ' ? value.at[i] != '\t' : value.at[i] == 0x7F)
			return -400;
	line.len = name;
	if (is(line, "host"))
		return read_host(value, out);
	/* What we do not read must not be there: two readers could see two requests. */
	if (is(line, "transfer-encoding") || (is(line, "content-length") && !is(value, "0")))
		return -413;
	return 0;
}

int http_request_parse(const char *bytes, size_t len, struct http_request *out)
{
	struct http_request request = {0};
	struct line line;
	size_t use = len < HTTP_HEAD_MAX ? len : HTTP_HEAD_MAX;
	const char *at = bytes, *end = bytes + use;
	int rc = next_line(&at, end, &line);
	int read = rc == 1 ? read_first(line, &request) : rc;
	while (rc == 1 && read == 0) {
		rc = next_line(&at, end, &line);
		if (rc != 1 || line.len == 0)
			break;
		read = read_field(line, &request);
	}
	if (read < 0)
		return read;
	if (rc == 0)
		return len < HTTP_HEAD_MAX ? 0 : -431;
	if (rc < 0)
		return rc;
	if (!*request.host)
		return -400;
	*out = request;
	return 1;
}
