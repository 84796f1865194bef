#ifndef TEXT_FIGURE_H
#define TEXT_FIGURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tokens;

/*
 * Numbers as people tell them: in digits or words, with multipliers, ranges, bounds and units.
 * FIGURE_PART: of a whole that is told elsewhere ("41 of the drones"). Dates, years, ordinals,
 * names ("28-point plan", "Article 5") and clock times are no figures.
 *
 * Units are normalised so that figures of one kind compare by arithmetic: USD, EUR, GBP, RUB, UAH;
 * percent (fractions too: "a third" is 33.3, a range of half a percent to either side); minute
 * (hours too), day (weeks too), month (years too), km, tonne, MW. unit NULL is a plain count.
 */
enum figure_bound { FIGURE_EXACT, FIGURE_AT_LEAST, FIGURE_AT_MOST, FIGURE_ABOUT, FIGURE_PART };

struct figure_found {
	double low, high; /* equal for a single number */
	enum figure_bound bound;
	const char *unit; /* static; NULL: a count */
	uint32_t begin, end; /* tokens, unit included, bounds not; end exclusive */
	uint32_t what_begin, what_end; /* tokens that tell what is counted; equal: none */
};

/* Finds figures in tokens from..to into out, at most max; returns how many there are. */
size_t figures_find(
	const struct tokens *tokens, size_t from, size_t to, struct figure_found *out, size_t max);

#endif
