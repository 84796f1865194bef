#ifndef CLAIMS_STATEMENT_H
#define CLAIMS_STATEMENT_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/* Bytes of the text the statement was found in, end exclusive. begin == end: absent. */
struct span {
	size_t begin, end;
};

/* Begins the id of a speaker who is only stated, and of whom nothing is known. */
#define SPEAKER_STATED "stated:"

/* Who speaks. Strings owned by whoever holds the struct. */
struct speaker_ref {
	char *id; /* the profile's id; "person:..." or "anonymous:SIDE" for those it does not know;
		     NULL: nobody could be named */
	char *name; /* for people to read; NULL only with a NULL id */
	char *side; /* the profile's side id, or NULL */
};

/* How the words are told: what is not ASSERTED commits the speaker to less. */
enum modality {
	MODALITY_ASSERTED,
	MODALITY_NEGATED,
	MODALITY_CONDITIONAL,
	MODALITY_QUESTION,
	MODALITY_EXPECTED,
};

/* How far along the asserted thing is; the order is the scale of the design. */
enum status {
	STATUS_NONE, /* no status told: a plain assertion */
	STATUS_DENIED,
	STATUS_RULED_OUT,
	STATUS_OPPOSED,
	STATUS_OPEN,
	STATUS_UNDER_DISCUSSION,
	STATUS_PROPOSED,
	STATUS_IN_PRINCIPLE,
	STATUS_AGREED,
	STATUS_SIGNED,
	STATUS_DONE,
	/* beside the scale */
	STATUS_ASKED,
	STATUS_CONDITIONAL,
	STATUS_HYPOTHETICAL,
	STATUS_PREDICTED,
};

enum bound {
	BOUND_EXACT,
	BOUND_AT_LEAST,
	BOUND_AT_MOST,
	BOUND_ABOUT,
	BOUND_PART, /* "41 of the drones" */
};

/* A number with what it counts: "at least 25,000 troops". */
struct figure {
	double low, high; /* equal for a single number */
	enum bound bound;
	char *unit; /* normalised: "USD", "EUR", "percent", "day", "year", "km", ...; NULL: a count
		     */
	char *what; /* stem of what is counted; NULL: not told */
	struct span span;
};

/*
 * What a statement asserts. With slot set: an answer on that slot's scale. With slot NULL: the
 * general layer's clause, read from subject, predicate and arguments; issue is that of the first
 * thing it names, or NULL.
 */
struct proposition {
	char *issue, *slot, *value; /* ids of the profile; slot and value NULL together */
	int negated; /* polarity after all negations */
	enum status status;
	enum modality modality;
	struct figure *figures;
	size_t n_figures;
	int64_t event_from, event_to; /* when the asserted thing is, DATE_UNKNOWN if not told */
	char *place; /* or NULL */
	char *condition; /* text of the condition or scope, or NULL */
	char *about; /* id of the side or speaker whose act or will is asserted, or NULL: own */
	char *subject, *predicate; /* general layer: stems; NULL in slots */
	char **predicates; /* what is said to be so, sorted: axes with their sign after all that
			      turns them around ("go+" in "did not stop") */
	size_t n_predicates;
	char **arguments; /* what the clause speaks of, sorted: "#thing", "%concept", "=axis",
			     "@person", "^@side" (a place), stem, and "~weak" for what nearly every
			     statement names */
	size_t n_arguments;
	char **marks; /* how it is told, sorted: "should", "never", "accept-", "if", "name:STEM" of
			  names that nobody knows, ... */
	size_t n_marks;
	struct span span; /* the words that say it */
};

/* One attributed utterance; plain data, every pointer owned by the struct. */
struct statement {
	struct speaker_ref speaker;
	struct speaker_ref relayed_by; /* who reports the speaker; id NULL: nobody between */
	struct span speaker_span, cue_span;
	struct span span; /* hull of spans */
	struct span *spans; /* what was said; at least one */
	size_t n_spans;
	char *text; /* spans joined by a blank, white space squeezed */
	char *context; /* the sentence or paragraph around it, for pronouns; may be NULL */
	int quoted;
	int64_t date; /* when it was said; DATE_UNKNOWN only if nothing tells */
	int date_told; /* 1: the text tells the date, 0: the article's */
	char *cue_class; /* or NULL */
	enum modality modality;
	char *denies; /* id of the speaker whose words it denies, or NULL */
	double confidence;
	struct proposition *propositions;
	size_t n_propositions;
	struct figure *figures;
	size_t n_figures;
};

void statement_release(struct statement *statement);
void proposition_release(struct proposition *proposition);
void figure_release(struct figure *figure);
void speaker_ref_release(struct speaker_ref *ref);
void speaker_ref_copy(struct speaker_ref *to, const struct speaker_ref *from);

const char *status_word(enum status status); /* "agreed in principle", ... ; "" for NONE */
enum status status_from_word(const char *word); /* STATUS_NONE for an unknown word */
const char *modality_word(enum modality modality);
enum modality modality_from_word(const char *word);

/* The object that the `claims` command prints, the wire carries and the ledger keeps. */
json_t *statement_to_json(const struct statement *statement);
/* 0, or ERR_REJECT when it is not of that shape (spans out of order, unknown words). */
int statement_from_json(const json_t *json, struct statement *statement, struct err *err);

/* A list of statements of one article. */
struct statements {
	struct statement *items;
	size_t n, cap;
};
void statements_release(struct statements *list);

#endif
