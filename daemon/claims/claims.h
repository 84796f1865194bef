#ifndef CLAIMS_CLAIMS_H
#define CLAIMS_CLAIMS_H

#include <stddef.h>
#include <stdint.h>

#include "claims/statement.h"

struct err;
struct profile;
struct plugin_set;

/*
 * Claim extraction, one journey: plugins find spans (plugin.h), the host understands them: it
 * resolves the speaker (speaker.h), the date said (when.h) and the propositions (proposition.h).
 */

/* A part of a text that was published at another time than the rest: a post of a live page. */
struct claims_post {
	struct span span;
	int64_t published; /* DATE_UNKNOWN: as the rest */
};

/* The text statements are found in; borrowed. */
struct claims_source {
	const char *text; /* UTF-8, with a NUL at len */
	size_t len;
	const char *title, *url, *site, *language; /* may be NULL */
	int64_t published; /* Unix seconds or DATE_UNKNOWN */
	int paywalled;
	/* In order of place; each is read by itself, as are the stretches between them: a pronoun
	 * never reaches into another post. */
	const struct claims_post *posts;
	size_t n_posts;
};

/* What an extractor reports, before the host understands it; plain data, owned. */
struct raw_statement {
	struct span *spans;
	size_t n_spans;
	struct span speaker, cue; /* mentions in the text; begin == end: absent */
	struct span relayed_by; /* mention of who reports the speaker's words */
	int quoted;
	char *cue_class, *speaker_name, *date; /* or NULL */
	enum modality modality;
	double confidence;
};
struct raw_statements {
	struct raw_statement *items;
	size_t n, cap;
};
void raw_statement_release(struct raw_statement *raw);
void raw_statements_release(struct raw_statements *list);
/*
 * Reads the object an out-of-process plugin answers with: the members of a printed statement it
 * knows, at least `span` or `spans`; the speaker by speaker_span or speaker.name. 0, or ERR_REJECT
 * when it is not of that shape or a span lies outside the text or splits a code point.
 */
int raw_statement_from_json(const json_t *json, const struct claims_source *source,
	struct raw_statement *raw, struct err *err);

/*
 * Runs every in-process plugin of the set over the text and understands what they found, in order
 * of place; what two plugins found at the same place is one statement. Every statement is kept, on
 * the topic or not. 0, ERR_RETRY or ERR_FAIL as a plugin says; one that rejects the article is
 * passed over, and ERR_REJECT means that all did.
 */
int claims_extract(struct plugin_set *plugins, const struct profile *profile,
	const struct claims_source *source, struct statements *out, struct err *err);

/* Whether some plugin of the set reads articles like this one: in its language. */
int claims_reads(struct plugin_set *plugins, const struct claims_source *source);

/*
 * The second half alone, for statements an out-of-process plugin found: appends to out, in order of
 * place. Takes nothing out of raw.
 */
void claims_understand(const struct profile *profile, const struct claims_source *source,
	const struct raw_statements *raw, struct statements *out);

/*
 * A statement from bare words, as `compare` is given them: the speaker by name (may be NULL), the
 * date, the text, which may itself tell who speaks ("..., Peskov said") or be a bare quotation. The
 * statement's text is what is said, without that frame; its cue class is the frame's.
 */
void claims_from_text(struct plugin_set *plugins, const struct profile *profile,
	const char *speaker, int64_t date, const char *text, struct statement *out);

/* Whether an article is on the topic: by its title and summary (cheap, generous) or whole text. */
int claims_relevant_entry(const struct profile *profile, const char *title, const char *summary);
int claims_relevant_text(
	const struct profile *profile, const char *title, const char *text, size_t len);
/* Whether one statement of an article on the topic is not about something else. */
int claims_relevant_statement(const struct profile *profile, const struct statement *statement);

#endif
