#include <ctype.h>
#include <strings.h>
#include <unistd.h>

#include "run/config.h"
#include "run/config_private.h"
#include "run/secret.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/url.h"
#include "util/yaml.h"

/* Of these the fetcher or another key has the say. */
static const char *const ours[] = {"Accept-Encoding", "Connection", "Content-Length", "Host",
	"If-Modified-Since", "If-None-Match", "Range", "TE", "Transfer-Encoding", "Upgrade",
	"User-Agent"};

static bool is_printable(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7F)
			return false;
	return true;
}

/* The name's length in "Name: value"; 0: there is none. */
static size_t name_len(const char *line)
{
	size_t n = strcspn(line, ":");
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)line[i]) && line[i] != '-' && line[i] != '_')
			return 0;
	return line[n] == ':' ? n : 0;
}

/* A line as it is sent, its value read from where it is kept; NULL having said why. */
static char *header_line(
	const struct loader *l, const struct yaml_node *node, const char *where, const char *line)
{
	struct err err = ERR_INIT;
	int plain = 0;
	size_t n = name_len(line);
	if (!n) {
		FAULT(l, node, "%s: headers are written \"Name: value\"", where);
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(ours); i++)
		if (strlen(ours[i]) == n && strncasecmp(ours[i], line, n) == 0) {
			FAULT(l, node, "%s: headers: %s is not for a list of headers", where,
				ours[i]);
			return NULL;
		}
	const char *value = line + n + 1;
	while (*value == ' ' || *value == '\t')
		value++;
	char *read = secret_read(value, l->dir, &plain, &err);
	if (!read || !is_printable(read)) {
		FAULT(l, node, "%s: headers: %s", where,
			read ? "a value has a control character" : err.text);
		free(read);
		return NULL;
	}
	char *out = xasprintf("%.*s: %s", (int)n, line, read);
	explicit_bzero(read, strlen(read));
	free(read);
	return out;
}

static void read_auth(const struct loader *l, const struct yaml_node *item, const char *where,
	struct config_feed *feed)
{
	struct err err = ERR_INIT;
	int plain = 0;
	const struct yaml_node *node = config_node_of(item, "auth");
	feed->user_password = secret_read(feed->auth, l->dir, &plain, &err);
	if (!feed->user_password)
		FAULT(l, node, "%s: auth: %s", where, err.text);
	else if (!strchr(feed->user_password, ':') || !is_printable(feed->user_password))
		FAULT(l, node, "%s: auth: it is no name:password", where);
	else if (plain)
		WARN(l, node,
			"%s: the password stands in the file; file:, env: or credential: keep it "
			"elsewhere",
			where);
}

void config_read_feed(const struct loader *l, const struct yaml_node *item, const char *where,
	struct config_feed *feed)
{
	const struct yaml_node *node = config_node_of(item, "headers");
	if (feed->headers.n)
		feed->header_lines = xcalloc(feed->headers.n + 1, sizeof(*feed->header_lines));
	for (size_t i = 0, n = 0; i < feed->headers.n; i++) {
		char *line = header_line(l, node, where, feed->headers.items[i]);
		if (line)
			feed->header_lines[n++] = line;
	}
	if (feed->auth)
		read_auth(l, item, where, feed);
	if (feed->user_agent && !is_printable(feed->user_agent))
		FAULT(l, config_node_of(item, "user_agent"),
			"%s: user_agent has a control character", where);
	if (feed->proxy && !strstr(feed->proxy, "://")) {
		AUTOFREE char *shown = url_redacted(feed->proxy);
		FAULT(l, config_node_of(item, "proxy"), "%s: proxy is no address: %s", where,
			shown ? shown : "");
	}
	if (feed->ca_file && access(feed->ca_file, R_OK) < 0)
		FAULT(l, config_node_of(item, "ca_file"), "%s: ca_file: cannot read %s", where,
			feed->ca_file);
}

void config_feed_release(struct config_feed *feed)
{
	for (char **line = feed->header_lines; line && *line; line++) {
		explicit_bzero(*line, strlen(*line));
		free(*line);
	}
	free(feed->header_lines);
	if (feed->user_password)
		explicit_bzero(feed->user_password, strlen(feed->user_password));
	free(feed->user_password);
	option_release(config_feed_rows, feed);
}
