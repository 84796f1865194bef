/* How fast feeds are read: MB/s of CPU time over a generated RSS feed of about the given size, the
 * whole way from bytes to struct feed, and again with the JSON line that the feed command prints.
 *
 *     bench_feed [KIB [SECONDS]]
 */
#include <stdio.h>
#include <time.h>

#include "feed/feed.h"
#include "feed/feed_json.h"
#include "util/buf.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

static double cpu_secs(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Entries as news sites write them: some escaped, some in CDATA, about 5 KiB each. */
static void generate(struct buf *out, size_t size)
{
	static const char para[] =
		"<p>The two delegations met for the third day in the city and said afterwards that "
		"the talks were &#8220;useful&#8221;, <a href=\"/story/11\">according to</a> the "
		"hosts. Перемовини тривали до вечора.</p>\n";
	(void)buf_puts(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" "
		"xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
		"xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n<channel><title>Bench</title>"
		"<link>https://news.example/</link>\n");
	for (int i = 0; out->len < size; i++) {
		(void)buf_printf(out,
			"<item>\n<title>Talks &amp; terms, day %d: what was said</title>\n"
			"<link>https://news.example/story/%d</link>\n"
			"<guid isPermaLink=\"false\">story-%d</guid>\n"
			"<pubDate>Sun, 17 Aug 2025 %02d:%02d:00 +0300</pubDate>\n"
			"<dc:creator>Reporter %d</dc:creator>\n<category>World</category>\n"
			"<category>Talks</category>\n<description>",
			i, i, i, i % 24, i % 60, i % 7);
		(void)buf_puts(out, "&lt;p&gt;A summary of the day, with a &lt;b&gt;bold&lt;/b&gt; "
				    "word and a link.&lt;/p&gt;</description>\n"
				    "<content:encoded><![CDATA[");
		for (int k = 0; k < 16; k++)
			(void)buf_puts(out, para);
		(void)buf_puts(out, "]]></content:encoded>\n</item>\n");
	}
	(void)buf_puts(out, "</channel></rss>\n");
}

int main(int argc, char **argv)
{
	size_t kib = argc > 1 ? strtoul(argv[1], NULL, 10) : 1024;
	double seconds = argc > 2 ? strtod(argv[2], NULL) : 1.0;
	struct buf text CLEANUP(buf_release) = BUF_INIT(FEED_BYTES_MAX);
	generate(&text, KIB(kib));
	struct feed_source source = {
		.bytes = buf_str(&text), .len = text.len, .url = "https://news.example/rss"};
	for (int with_json = 0; with_json < 2; with_json++) {
		int runs = 0;
		size_t entries = 0;
		double start = cpu_secs(), spent;
		do {
			struct feed feed CLEANUP(feed_release) = {0};
			if (feed_parse(&source, &feed, NULL) < 0)
				return EXIT_FAILURE;
			entries = feed.n_entries;
			if (with_json) {
				AUTOJSON json_t *json = feed_to_json(&feed);
				struct buf line CLEANUP(buf_release) = BUF_INIT(WIRE_LINE_MAX);
				(void)json_line(json, &line);
			}
			runs++;
			spent = cpu_secs() - start;
		} while (spent < seconds);
		const char *what = with_json ? "feed: bytes to JSON line" : "feed: bytes to struct";
		(void)printf("%s\t%.1f\tMB/s of CPU\t%zu bytes, %zu entries\n", what,
			(double)text.len * runs / spent / 1e6, text.len, entries);
		(void)printf("%s\t%.0f\tfeeds/s of CPU\t%zu bytes, %zu entries\n", what,
			runs / spent, text.len, entries);
	}
	return EXIT_SUCCESS;
}
