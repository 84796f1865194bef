#ifndef RULES_LABEL_H
#define RULES_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#include "text/token.h"
#include "util/strmap.h"
#include "view.h"

/*
 * Labels without a colon, as a page that sets them in bold leaves them: "Agora So is it open?",
 * "Spoljaric You will not hear it from me." They are found by their return: one that opens
 * paragraphs which ask, and the ones that open the paragraphs after these.
 */

/* Who answers, at most; an interview with more is a debate and has colons. */
#define ANSWERERS_MAX 4

struct labels {
	struct range asker; /* tokens where the label first stands; empty: there are none */
	struct range answerers[ANSWERERS_MAX];
	size_t n;
};

void labels_find(const struct tokens *tokens, const struct strmap *words, struct labels *out);

/* The label that a paragraph opens with; empty: none. *asks tells whose it is. */
struct range labels_at(
	const struct labels *labels, const struct tokens *tokens, size_t begin, bool *asks);

#endif
