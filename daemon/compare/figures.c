#include "compare/figures.h"

#include <math.h>
#include <string.h>

#include "claims/statement.h"
#include "util/mem.h"

/* What is told roughly may be off by this share, and what is told exactly is still rounded. */
#define ABOUT_SHARE 0.15
#define ROUND_SHARE 0.03
/* Numbers farther apart than this hardly count one thing. */
#define FAR_FACTOR 100

/* Euros to dollars and back move within this in the years of the talks. */
static double to_dollars(const char *unit)
{
	return strcmp(unit, "EUR") == 0 ? 1.13 : 1;
}

static bool is_money(const char *unit)
{
	return unit && (strcmp(unit, "EUR") == 0 || strcmp(unit, "USD") == 0);
}

bool figures_alike(const struct figure *a, const struct figure *b)
{
	if ((a->unit == NULL) != (b->unit == NULL))
		return false;
	if (a->unit && strcmp(a->unit, b->unit) != 0 && !(is_money(a->unit) && is_money(b->unit)))
		return false;
	if (!a->unit)
		return a->what && b->what && strcmp(a->what, b->what) == 0;
	return !a->what || !b->what || is_money(a->unit) || strcmp(a->what, b->what) == 0 ||
	       strcmp(a->unit, "month") == 0 || strcmp(a->unit, "percent") == 0;
}

/* A part is at most the whole that another counts. */
static void interval(const struct figure *f, const struct figure *other, double *low, double *high)
{
	bool part = f->bound == BOUND_PART && other->bound != BOUND_PART;
	double wide = f->bound == BOUND_ABOUT ? ABOUT_SHARE : ROUND_SHARE;
	*low = f->bound == BOUND_AT_MOST ? -INFINITY : f->low * (1 - wide);
	*high = f->bound == BOUND_AT_LEAST || part ? INFINITY : f->high * (1 + wide);
}

bool figures_disjoint(const struct figure *a, const struct figure *b)
{
	double al = 0, ah = 0, bl = 0, bh = 0;
	interval(a, b, &al, &ah);
	interval(b, a, &bl, &bh);
	if (a->unit && b->unit && strcmp(a->unit, b->unit) != 0) {
		double wide = 1 + ABOUT_SHARE;
		al *= to_dollars(a->unit) / wide;
		ah *= to_dollars(a->unit) * wide;
		bl *= to_dollars(b->unit);
		bh *= to_dollars(b->unit);
	}
	bool apart = ah < bl || bh < al;
	/* "50 days" and "two years" of one thing, yet "one" and "a million" are of two */
	return apart && fmax(a->high, b->high) <= fmax(1, fmin(a->low, b->low)) * FAR_FACTOR;
}
