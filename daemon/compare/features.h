#ifndef COMPARE_FEATURES_H
#define COMPARE_FEATURES_H

#include <stdbool.h>
#include <stddef.h>

#include "claims/statement.h"
#include "profile/model.h"

struct profile;

/* Where the clash is; propositions borrowed from the statements, NULL if there is none. */
struct clash {
	const struct proposition *earlier, *later;
	const struct figure *earlier_figure, *later_figure;
	double align;
};

struct features {
	double v[FEATURES];
	struct clash slot, frame, condition, figure;
	const char *issue; /* the issue both speak of, borrowed; NULL: none */
	bool one_voice; /* one speaker, of whom nothing is known */
};

void features_read(const struct profile *profile, const struct statement *earlier,
	const struct statement *later, struct features *out);
/* Whether anything at all clashes; if not, the pair is no contradiction whatever else it shows. */
bool features_clash(const struct features *features);
/* The clash that `why` tells: of answers, else of the better aligned clauses. Never NULL. */
const struct clash *features_best(const struct features *features);

#endif
