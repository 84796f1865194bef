#include "run/interval.h"

#include <ctype.h>
#include <curl/curl.h>
#include <strings.h>

#include "feed/feed.h"
#include "text/date.h"
#include "util/mem.h"

#define HOUR_SECS 3600
#define DAY_SECS  86400
/* What a feed asks for is honoured up to a day: a mistyped ttl must not silence it for good. */
#define HINT_MAX_SECS DAY_SECS
/* A server may ask for a longer pause than a feed: maintenance. */
#define RETRY_AFTER_MAX_SECS (7 * DAY_SECS)
#define DOUBLINGS_MAX        20
/* How often a feed publishes is judged by a week; it is polled so often between two entries, and so
 * often within the time it has been silent. */
#define GAP_DAYS        7
#define POLLS_A_GAP     4
#define POLLS_A_SILENCE 8

int64_t interval_max_age(const char *cache_control)
{
	int64_t age = -1;
	for (const char *p = cache_control; p && *p;) {
		while (*p == ',' || isspace((unsigned char)*p))
			p++;
		if (strncasecmp(p, "no-store", 8) == 0 || strncasecmp(p, "no-cache", 8) == 0)
			return -1;
		if (strncasecmp(p, "max-age=", 8) == 0 && isdigit((unsigned char)p[8])) {
			long long n = strtoll(p + 8, NULL, 10);
			age = n > HINT_MAX_SECS ? HINT_MAX_SECS : n;
		}
		while (*p && *p != ',')
			p++;
	}
	return age;
}

/* Seconds to the date of an Expires header; -1 when it is none (a "0" says: at once) or has passed.
 */
static int64_t expires_in(const char *expires, int64_t now)
{
	time_t date = expires && *expires ? curl_getdate(expires, NULL) : -1;
	if (date < 0 || (int64_t)date <= now)
		return -1;
	return (int64_t)date - now > HINT_MAX_SECS ? HINT_MAX_SECS : (int64_t)date - now;
}

static int64_t doubled(int64_t base_secs, int64_t times, int64_t max_secs)
{
	int64_t secs = base_secs;
	for (int64_t i = 0; i < times && i < DOUBLINGS_MAX && secs < max_secs; i++)
		secs *= 2;
	return secs < max_secs ? secs : max_secs;
}

/* secs*1000 moved by up to percent of it either way. */
static int64_t spread_ms(int64_t secs, int64_t percent, uint64_t random)
{
	int64_t reach = secs * 1000 / 100 * percent;
	if (reach <= 0)
		return secs * 1000;
	return secs * 1000 - reach + (int64_t)(random % (uint64_t)(2 * reach + 1));
}

int64_t interval_backoff(int64_t base_secs, int64_t tries, int64_t max_secs, uint64_t random)
{
	int64_t secs = doubled(base_secs, tries - 1, max_secs);
	return spread_ms(secs, 10, random) / 1000;
}

/* The first moment from `at` on that the feed does not ask us to leave out. All hours or days left
 * out: a mistake, not heeded. */
static int64_t skip(int64_t at, const struct interval_input *input)
{
	if ((input->skip_hours & 0xFFFFFFu) == 0xFFFFFFu || (input->skip_days & 0x7Fu) == 0x7Fu)
		return at;
	for (int i = 0; i < 8 * 24; i++) {
		unsigned int hour = (unsigned int)(at / HOUR_SECS % 24);
		/* 1970-01-01 was a Thursday, day 4. */
		unsigned int day = (unsigned int)((at / DAY_SECS + 4) % 7);
		if (!(input->skip_hours >> hour & 1u) && !(input->skip_days >> day & 1u))
			return at;
		at = (at / HOUR_SECS + 1) * HOUR_SECS;
	}
	return at;
}

int64_t interval_retry_after(int64_t secs)
{
	return secs < RETRY_AFTER_MAX_SECS ? secs : RETRY_AFTER_MAX_SECS;
}

int64_t interval_gap(const struct feed *feed, int64_t now, int64_t *newest)
{
	int64_t oldest = now;
	size_t n = 0, dated = 0;
	*newest = DATE_UNKNOWN;
	for (size_t i = 0; i < feed->n_entries; i++) {
		int64_t date = feed->entries[i].published;
		if (date == DATE_UNKNOWN || date > now)
			continue;
		dated++;
		if (date > *newest)
			*newest = date;
		if (date < now - GAP_DAYS * DAY_SECS)
			continue;
		n++;
		oldest = date < oldest ? date : oldest;
	}
	if (!dated)
		return -1;
	/* A feed that holds its newest few alone says nothing of the days before them. */
	int64_t span = n == dated ? now - oldest : GAP_DAYS * DAY_SECS;
	return n ? span / (int64_t)n : GAP_DAYS * DAY_SECS;
}

/* What its rhythm calls for: several polls between two entries, and fewer the longer it is silent.
 */
static int64_t rhythm(const struct interval_input *input)
{
	int64_t secs = input->gap_secs > 0 ? input->gap_secs / POLLS_A_GAP : -1;
	if (secs < 0 || input->newest == DATE_UNKNOWN)
		return -1;
	if ((input->now - input->newest) / POLLS_A_SILENCE > secs)
		secs = (input->now - input->newest) / POLLS_A_SILENCE;
	return secs < input->quiet_secs ? secs : input->quiet_secs;
}

static void decide_failed(const struct interval_input *input, int64_t base, struct interval *out)
{
	out->secs = doubled(base, input->failures, input->backoff_max_secs);
	if (out->secs < base)
		out->secs = base;
	out->source = "backoff after failure";
	if (input->retry_after_secs > out->secs) {
		out->secs = interval_retry_after(input->retry_after_secs);
		out->source = "Retry-After";
	}
}

void interval_decide(const struct interval_input *input, struct interval *out)
{
	int64_t base = input->feed_secs > 0 ? input->feed_secs : input->configured_secs;
	out->secs = base;
	out->source = input->feed_secs > 0 ? "this feed's configuration" : "configuration";
	if (!input->ok) {
		decide_failed(input, base, out);
	} else if (input->feed_secs <= 0) {
		/* The operator's word for this very feed goes before the feed's own wishes. */
		int64_t ttl = input->ttl_secs < HINT_MAX_SECS ? input->ttl_secs : HINT_MAX_SECS;
		/* A Cache-Control that says how long goes before Expires (RFC 9111, 5.3). */
		int64_t age = interval_max_age(input->cache_control);
		const char *said_by = "Cache-Control";
		if (age < 0 && !input->cache_control) {
			age = expires_in(input->expires, input->now);
			said_by = "Expires";
		}
		int64_t own = rhythm(input);
		if (own > out->secs) {
			out->secs = own;
			out->source = "how often it publishes";
		}
		if (ttl > out->secs) {
			out->secs = ttl;
			out->source = "feed's ttl";
		}
		if (age > out->secs) {
			out->secs = age;
			out->source = said_by;
		}
	}
	int64_t ms = spread_ms(out->secs, input->jitter_percent, input->random);
	/* Jitter never shortens what a server asked for. */
	if (input->retry_after_secs > 0 && ms < out->secs * 1000)
		ms = out->secs * 1000;
	int64_t at = input->now + ms / 1000, moved = skip(at, input);
	if (moved != at)
		out->source = "feed's skipHours";
	out->next = input->now * 1000 + ms + (moved - at) * 1000;
}
