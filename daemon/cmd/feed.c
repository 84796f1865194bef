#include <getopt.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "feed/feed.h"
#include "feed/feed_json.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

const char cmd_feed_help[] =
	"Reads a feed (RSS, RDF, Atom or JSON Feed) from FILE, or standard input for -, and "
	"prints\n"
	"it as one JSON object. Broken feeds are mended as far as they can be, each repair with a\n"
	"warning in the object. Nothing is fetched.\n"
	"\n"
	"  --url URL            where the feed came from: the base of its relative links\n"
	"  --content-type TYPE  its HTTP header of that name, for the charset\n"
	"\n"
	"Exit status: 0, or 65 when there is no feed in FILE.\n";

int cmd_feed(const struct command *self, int argc, char **argv)
{
	static const struct option options[] = {
		{"url", required_argument, NULL, 'u'},
		{"content-type", required_argument, NULL, 't'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct feed_source source = {0};
	opterr = 0;
	for (int c; (c = getopt_long(argc, argv, "+", options, NULL)) != -1;) {
		switch (c) {
		case 'u':
			source.url = optarg;
			break;
		case 't':
			source.content_type = optarg;
			break;
		case 'h':
			return cmd_help(self);
		default:
			return cmd_usage(
				self, "unknown option or missing value: %s", argv[optind - 1]);
		}
	}
	if (optind + 1 != argc)
		return cmd_usage(self, "one FILE is needed");
	struct buf bytes CLEANUP(buf_release) = BUF_INIT(FEED_BYTES_MAX);
	struct err err = ERR_INIT;
	int status = cmd_read(self, argv[optind], &bytes);
	if (status != EX_OK)
		return status;
	source.bytes = buf_str(&bytes);
	source.len = bytes.len;
	struct feed feed CLEANUP(feed_release) = {0};
	if (feed_parse(&source, &feed, &err) < 0) {
		(void)err_prefix(&err, "%s", argv[optind]);
		return cmd_error(self, &err);
	}
	AUTOJSON json_t *json = feed_to_json(&feed);
	struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX * 4);
	if (json_line(json, &line) < 0) {
		(void)err_set(&err, ERR_REJECT, "%s: the result is too large", argv[optind]);
		return cmd_error(self, &err);
	}
	if (file_write_all(STDOUT_FILENO, buf_str(&line), line.len) < 0) {
		(void)fprintf(stderr, "gainsay feed: cannot write to standard output\n");
		return EX_IOERR;
	}
	return EX_OK;
}
