#include "compare/words.h"

#include <math.h>
#include <string.h>

#include "profile/issues.h"
#include "util/mem.h"

/* Things of the topic tell most of what is spoken of; weak words are in nearly every statement. */
#define WEIGHT_THING   1.0
#define WEIGHT_NAME    0.7
#define WEIGHT_CONCEPT 0.8
#define WEIGHT_STEM    0.7
#define WEIGHT_AXIS    0.6
#define WEIGHT_WEAK    0.15
/* Shared weight at which more adds nothing. */
#define AMOUNT_FULL 2.5
/* The same, of what two clauses speak of. */
#define HEADS_FULL 1.7
/* Distinct words of one statement that are looked at. */
#define WHOLE_MAX 128

static double weight(const char *word)
{
	switch (word[0]) {
	case '#':
		return WEIGHT_THING;
	case '^':
	case '@':
		return WEIGHT_NAME;
	case '%':
		return WEIGHT_CONCEPT;
	case '=':
		return WEIGHT_AXIS;
	case '~':
		return WEIGHT_WEAK;
	default:
		return WEIGHT_STEM;
	}
}

static struct overlap overlap_of(const char *const *a, size_t na, const char *const *b, size_t nb)
{
	double wa = 0, wb = 0, shared = 0;
	size_t i = 0, k = 0;
	while (i < na || k < nb) {
		int order = i == na ? 1 : k == nb ? -1 : strcmp(a[i], b[k]);
		if (order == 0)
			shared += weight(a[i]);
		if (order <= 0)
			wa += weight(a[i++]);
		if (order >= 0)
			wb += weight(b[k++]);
	}
	double least = fmin(wa, wb);
	return (struct overlap){
		.cover = least > 0 ? shared / fmax(least, WEIGHT_THING) : 0,
		.amount = fmin(1, shared / AMOUNT_FULL),
	};
}

struct overlap words_overlap(const struct proposition *a, const struct proposition *b)
{
	return overlap_of((const char *const *)a->arguments, a->n_arguments,
		(const char *const *)b->arguments, b->n_arguments);
}

bool words_find(char *const *items, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(items[i], word) == 0)
			return true;
	return false;
}

/* The length of an axis mark without its pole; 0 for other marks. */
static size_t axis_length(const char *mark)
{
	size_t len = strlen(mark);
	return len > 1 && (mark[len - 1] == '+' || mark[len - 1] == '-') ? len - 1 : 0;
}

bool words_share_axis(const struct proposition *a, const struct proposition *b)
{
	for (size_t i = 0; i < a->n_marks; i++) {
		size_t len = axis_length(a->marks[i]);
		for (size_t k = 0; len > 0 && k < b->n_marks; k++)
			if (axis_length(b->marks[k]) == len &&
				strncmp(a->marks[i], b->marks[k], len) == 0)
				return true;
	}
	return false;
}

bool words_has_axis(const struct proposition *p)
{
	for (size_t i = 0; i < p->n_marks; i++)
		if (axis_length(p->marks[i]) > 0)
			return true;
	return false;
}

void words_poles(
	const struct proposition *a, const struct proposition *b, size_t *same, size_t *opposed)
{
	*same = *opposed = 0;
	for (size_t i = 0; i < a->n_predicates; i++) {
		const char *x = a->predicates[i];
		size_t len = strlen(x);
		for (size_t k = 0; len > 0 && k < b->n_predicates; k++) {
			const char *y = b->predicates[k];
			if (strlen(y) != len || strncmp(x, y, len - 1) != 0)
				continue;
			*(x[len - 1] == y[len - 1] ? same : opposed) += 1;
		}
	}
}

double words_shared_heads(const struct proposition *a, const struct proposition *b)
{
	double shared = 0;
	for (size_t i = 0; i < a->n_arguments; i++) {
		char first = a->arguments[i][0];
		if (first != '=' && first != '~' &&
			words_find(b->arguments, b->n_arguments, a->arguments[i]))
			shared += weight(a->arguments[i]);
	}
	return fmin(1, shared / HEADS_FULL);
}

double words_alike(const struct proposition *a, const struct proposition *b)
{
	double shared = 0, all = 0;
	for (size_t i = 0; i < a->n_arguments; i++) {
		all += weight(a->arguments[i]);
		if (words_find(b->arguments, b->n_arguments, a->arguments[i]))
			shared += weight(a->arguments[i]);
	}
	for (size_t i = 0; i < b->n_arguments; i++)
		if (!words_find(a->arguments, a->n_arguments, b->arguments[i]))
			all += weight(b->arguments[i]);
	return all > 0 ? shared / all : 0;
}

/* Weight of what one names and the other does not, beside predicates and weak words. */
static double unshared(const struct proposition *a, const struct proposition *b)
{
	double sum = 0;
	for (size_t i = 0; i < a->n_arguments; i++) {
		char first = a->arguments[i][0];
		if (first != '=' && first != '~' &&
			!words_find(b->arguments, b->n_arguments, a->arguments[i]))
			sum += weight(a->arguments[i]);
	}
	return sum;
}

double words_apart(const struct proposition *a, const struct proposition *b)
{
	return fmin(1, fmin(unshared(a, b), unshared(b, a)) / AMOUNT_FULL);
}

static bool is_actor(const char *word)
{
	return word[0] == '@' || (word[0] == '~' && word[1] == '@');
}

bool words_other_actors(const struct proposition *a, const struct proposition *b)
{
	size_t in_a = 0, in_b = 0;
	for (size_t i = 0; i < a->n_arguments; i++) {
		if (!is_actor(a->arguments[i]))
			continue;
		in_a++;
		if (words_find(b->arguments, b->n_arguments, a->arguments[i]))
			return false;
	}
	for (size_t i = 0; i < b->n_arguments; i++)
		in_b += is_actor(b->arguments[i]);
	return in_a > 0 && in_b > 0;
}

/* Every argument of the clauses once, sorted; borrowed. */
static size_t gather(const struct statement *s, const char **out)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n_propositions; i++) {
		const struct proposition *p = &s->propositions[i];
		for (size_t k = 0; !p->slot && k < p->n_arguments; k++) {
			size_t at = n;
			while (at > 0 && strcmp(out[at - 1], p->arguments[k]) > 0)
				at--;
			if (n == WHOLE_MAX || (at > 0 && strcmp(out[at - 1], p->arguments[k]) == 0))
				continue;
			memmove(&out[at + 1], &out[at], (n - at) * sizeof(*out));
			out[at] = p->arguments[k];
			n++;
		}
	}
	return n;
}

static bool is_name(const char *word)
{
	return strncmp(word, "name:", 5) == 0 || word[0] == '^' || word[0] == '@';
}

/* How many names of the words the statement tells too; *all: how many there are. */
static size_t names_told(char *const *words, size_t n, const struct statement *s, size_t *all)
{
	size_t told = 0;
	for (size_t i = 0; i < n; i++) {
		if (!is_name(words[i]))
			continue;
		bool found = false;
		for (size_t k = 0; k < s->n_propositions && !found; k++) {
			const struct proposition *p = &s->propositions[k];
			found = words_find(p->marks, p->n_marks, words[i]) ||
				words_find(p->arguments, p->n_arguments, words[i]);
		}
		told += found;
		*all += 1;
	}
	return told;
}

/* Whether both name persons, places or the like, and share none. */
static bool names_apart(const struct statement *a, const struct statement *b)
{
	const struct statement *both[] = {a, b};
	size_t all[2] = {0, 0};
	for (size_t n = 0; n < 2; n++)
		for (size_t i = 0; i < both[n]->n_propositions; i++) {
			const struct proposition *p = &both[n]->propositions[i];
			if (p->slot)
				continue;
			if (names_told(p->marks, p->n_marks, both[!n], &all[n]) +
					names_told(
						p->arguments, p->n_arguments, both[!n], &all[n]) >
				0)
				return false;
		}
	return all[0] > 0 && all[1] > 0;
}

void words_whole(const struct profile *profile, const struct statement *a,
	const struct statement *b, struct whole *out)
{
	const char *wa[WHOLE_MAX], *wb[WHOLE_MAX];
	size_t na = gather(a, wa), nb = gather(b, wb);
	struct overlap o = overlap_of(wa, na, wb, nb);
	*out = (struct whole){.cover = o.cover, .amount = o.amount};
	double left[2] = {0, 0};
	for (size_t i = 0, k = 0; i < na || k < nb;) {
		int order = i == na ? 1 : k == nb ? -1 : strcmp(wa[i], wb[k]);
		const char *word = order <= 0 ? wa[i] : wb[k];
		if (order != 0)
			left[order > 0] += weight(word);
		i += order <= 0;
		k += order >= 0;
	}
	out->left = fmin(1, fmin(left[0], left[1]) / AMOUNT_FULL);
	out->names_apart = names_apart(a, b);
	for (size_t i = 0, k = 0; i < na && k < nb;) {
		int order = strcmp(wa[i], wb[k]);
		if (order == 0 && wa[i][0] == '#') {
			const struct profile_issue *issue = profile_thing_issue(profile, wa[i] + 1);
			out->things++;
			if (issue && !out->issue)
				out->issue = issue->id;
		}
		i += order <= 0;
		k += order >= 0;
	}
}
