#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "article/article.h"
#include "article/article_json.h"
#include "cmd/cmd.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

const char cmd_article_help[] =
	"  --url URL   the page's address: relative links and the date in it are read against it\n"
	"  FILE...     pages as fetched, in any charset; - is standard input\n\n"
	"A line of JSON a file: url, canonical_url, title, authors, published, modified, site,\n"
	"language, text (paragraphs parted by a blank line). Only where there is need: `reason` "
	"says\n"
	"why text is empty, `paywalled` that it is a teaser, `tdm_reserved` that the page "
	"reserves\n"
	"text and data mining, `original_url` is the article on another\n"
	"site that the page names as its source, `posts` are those of a live page, each with "
	"title,\n"
	"url, published and span (bytes of the text). A file that is no page is named on standard\n"
	"error and makes the exit status 65; the others are still printed.\n";

static int print_article(
	const char *path, const struct buf *bytes, const char *url, struct err *err)
{
	struct article_source source = {.bytes = buf_str(bytes), .len = bytes->len, .url = url};
	struct article article;
	int rc = article_extract(&source, &article, err);
	if (rc < 0)
		return err_prefix(err, "%s", path);
	AUTOJSON json_t *json = article_to_json(&article);
	struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
	if (json_line(json, &line) < 0 || fwrite(line.data, 1, line.len, stdout) != line.len)
		rc = err_set(err, ERR_FAIL, "%s: cannot write the article", path);
	article_release(&article);
	return rc;
}

static int one_file(const struct command *self, const char *path, const char *url)
{
	struct buf bytes CLEANUP(buf_release) = BUF_INIT(PAGE_BYTES_MAX);
	struct err err = ERR_INIT;
	int status = cmd_read(self, path, &bytes);
	if (status != EX_OK)
		return status;
	return print_article(path, &bytes, url, &err) < 0 ? cmd_error(self, &err) : EX_OK;
}

int cmd_article(const struct command *self, int argc, char **argv)
{
	const char *url = NULL;
	int i = 1, status = EX_OK;
	for (; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		if (strcmp(argv[i], "--url") != 0)
			return cmd_usage(self, "unknown option %s", argv[i]);
		if (++i == argc)
			return cmd_usage(self, "--url needs a value");
		url = argv[i];
	}
	if (i == argc)
		return cmd_usage(self, "no file named");
	for (; i < argc; i++) {
		int fault = one_file(self, argv[i], url);
		if (fault != EX_OK)
			status = fault;
	}
	return status;
}
