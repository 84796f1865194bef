#ifndef NET_ROBOTS_H
#define NET_ROBOTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * robots.txt as RFC 9309 has it: the groups of one reader, or those for all where none names it; of
 * the rules that match a path the longest decides, and allow before disallow. The reservations of
 * text and data mining are rules of that form, too. Pure.
 */
struct robots;

/* Longer files are read so far (RFC 9309, 2.5). */
#define ROBOTS_BYTES_MAX (500 * 1024)

/* The rules for the reader that calls itself so: of a User-Agent its first word counts, without
 * version. The caller frees the result. */
struct robots *robots_parse(const char *text, size_t len, const char *user_agent);
/* The same of a site's tdmrep.json (W3C TDM Reservation Protocol): what its locations reserve is
 * disallowed. What is no such file reserves nothing. The caller frees the result. */
struct robots *robots_parse_tdm(const char *text, size_t len);
/* Whether a path (with its query) may be asked for. */
bool robots_allows(const struct robots *robots, const char *path);
/* Accepts NULL. */
void robots_free(struct robots *robots);

#endif
