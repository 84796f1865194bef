#ifndef TEXT_PATTERN_H
#define TEXT_PATTERN_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct tokens;

/*
 * Phrase patterns over tokens, many at once. Elements are parted by blanks:
 *
 *   word      a word with this stem ("deploy" finds "deployed"); WORD in capitals asks for capitals
 *   =word     exactly this form
 *   a/b/c     one of several
 *   {class}   a word or phrase of a named class
 *   x?        may be absent
 *   ..  ..N   a gap of up to PATTERN_GAP, or N, tokens; neighbours without one stand together, with
 *             at most light words (articles and the like) between them
 *   A & B     A and B in either order, a gap of up to PATTERN_WINDOW between them; at most three
 *
 * Classes hold words and phrases (the same syntax without & and classes). Every pattern is compiled
 * once; at each token only the patterns that can begin there are tried, and the work at one token
 * is bounded, so that the time is linear in the text.
 */
#define PATTERN_GAP      4
#define PATTERN_WINDOW   8
#define PATTERN_ELEMENTS 16 /* longest compiled pattern; hand-written ones stay below 10 */
#define PATTERN_REACH    64 /* tokens one match may span */
#define PATTERN_NONE     UINT32_MAX

struct patterns;

struct patterns *patterns_new(void);
void patterns_free(struct patterns *set); /* accepts NULL */

/* Words that may stand between neighbours. */
void patterns_light(struct patterns *set, const char *form);
/* The number of a class by name, declaring it if it is new. */
uint32_t patterns_class(struct patterns *set, const char *name);
/* The number of a class that exists, or PATTERN_NONE. */
uint32_t patterns_class_find(const struct patterns *set, const char *name);
size_t patterns_classes(const struct patterns *set);
/*
 * Adds a word or phrase to a class, or a pattern that stands for id. *before (may be NULL) is set
 * to the class or id that has the very same pattern already, else to PATTERN_NONE; it is added then
 * all the same for ids, and not for classes. 0, or ERR_CONFIG with what is wrong with the pattern.
 */
int patterns_add_word(
	struct patterns *set, uint32_t cls, const char *text, uint32_t *before, struct err *err);
int patterns_add(
	struct patterns *set, uint32_t id, const char *text, uint32_t *before, struct err *err);

/* Where a class or a pattern was found: tokens begin..end, end exclusive; bit i of used says that
 * token begin + i is one of the pattern's own words and not in a gap. */
struct pattern_hit {
	uint32_t id;
	uint32_t begin, end;
	uint64_t used;
};
struct pattern_hits {
	struct pattern_hit *items; /* owned; by place */
	size_t n, cap;
};

/*
 * Finds everything in tokens from..to (one sentence): classes in one list, patterns in the other.
 * Both lists are emptied first and keep their memory; release with pattern_hits_release.
 */
void patterns_find(const struct patterns *set, const struct tokens *tokens, size_t from, size_t to,
	struct pattern_hits *classes, struct pattern_hits *hits);
void pattern_hits_release(struct pattern_hits *hits);

#endif
