#include "compare/figures.h"

#include <math.h>
#include <string.h>

#include "claims/statement.h"
#include "util/mem.h"

/* What is told roughly may be off by this share, and what is told exactly is still rounded. */
#define ABOUT_SHARE 0.15
#define ROUND_SHARE 0.03

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

static void interval(const struct figure *f, double *low, double *high)
{
	double wide = f->bound == BOUND_ABOUT ? ABOUT_SHARE : ROUND_SHARE;
	*low = f->bound == BOUND_AT_MOST ? -INFINITY : f->low * (1 - wide);
	*high = f->bound == BOUND_AT_LEAST ? INFINITY : f->high * (1 + wide);
}

bool figures_disjoint(const struct figure *a, const struct figure *b)
{
	double al = 0, ah = 0, bl = 0, bh = 0;
	interval(a, &al, &ah);
	interval(b, &bl, &bh);
	if (a->unit && b->unit && strcmp(a->unit, b->unit) != 0) {
		double wide = 1 + ABOUT_SHARE;
		al *= to_dollars(a->unit) / wide;
		ah *= to_dollars(a->unit) * wide;
		bl *= to_dollars(b->unit);
		bh *= to_dollars(b->unit);
	}
	return ah < bl || bh < al;
}
