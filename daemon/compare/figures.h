#ifndef COMPARE_FIGURES_H
#define COMPARE_FIGURES_H

#include <stdbool.h>

struct figure;

/* Whether both count the same kind of thing: unit and counted thing agree. */
bool figures_alike(const struct figure *a, const struct figure *b);
/* Whether they cannot both be right: their intervals, widened by bounds and rounding, are apart,
 * and not so far that they must count different things. */
bool figures_disjoint(const struct figure *a, const struct figure *b);

#endif
