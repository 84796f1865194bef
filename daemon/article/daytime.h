#ifndef ARTICLE_DAYTIME_H
#define ARTICLE_DAYTIME_H

#include <stddef.h>
#include <stdint.h>

/* Posts of live pages that show a clock and no day. */

#define DAYTIME_UNKNOWN (-1)

/*
 * The time of day that a text begins with ("14:32", "14.32 Uhr", "14h32", "2:32 p.m."): minutes
 * since midnight, and the bytes it takes in *used (may be NULL); DAYTIME_UNKNOWN if it begins
 * otherwise.
 */
int daytime_read(const char *s, size_t len, size_t *used);

/* How often one time of day follows an earlier one, and a later one; unknown ones are passed over.
 */
void daytime_steps(const int *minutes, size_t n, size_t *rises, size_t *falls);

/* What is known of a page whose posts show a clock alone. */
struct daytime_page {
	int64_t published, modified; /* DATE_UNKNOWN: not known */
	int zone_secs; /* of its clocks, east of Greenwich */
};

/*
 * Gives each post its day: in order of place they lead up to the page's last change or down from
 * it, or begin with its publication. times[i] is set where minutes[i] is known, if the page has a
 * date at all.
 */
void daytime_dates(const struct daytime_page *page, const int *minutes, size_t n, int64_t *times);

#endif
