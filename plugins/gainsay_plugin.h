#ifndef GAINSAY_PLUGIN_H
#define GAINSAY_PLUGIN_H

/*
 * The whole in-process plugin interface of gainsay; the one header a plugin includes.
 *
 * A plugin is a claim extractor. It is given an article and reports every statement it finds: where
 * in the text something was said, by which words it is told that it was said (the cue), where its
 * speaker is named, and whatever more it knows. The host works out who the speaker is, when it was
 * said and what it asserts, once for all plugins alike.
 *
 * A plugin exports one symbol, `const struct gainsay_plugin gainsay_plugin_entry`. Life of an
 * instance: the host checks abi and name, fills a settings struct from the option table, calls
 * open() once for each configured instance, extract() for each article, close() at the end. Two
 * instances may live at once, so a plugin keeps no global state; instances are called from one
 * thread, so it needs no locks. Instances live in a worker process under resource limits and
 * without network: a crash or an overrun costs that worker and one retry.
 *
 * The interface is plain C11 and has no dependency. A change that breaks a plugin raises the
 * number.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GAINSAY_PLUGIN_ABI 1u

enum gainsay_result {
	GAINSAY_OK = 0, /* done */
	GAINSAY_RETRY, /* not now: ask again later */
	GAINSAY_REJECT, /* never with this input; of extract(): an article it does not read */
	GAINSAY_FAIL /* this instance is broken */
};

enum gainsay_log {
	GAINSAY_LOG_ERROR = 3,
	GAINSAY_LOG_WARNING = 4,
	GAINSAY_LOG_INFO = 6,
	GAINSAY_LOG_DEBUG = 7
};

enum gainsay_type { GAINSAY_BOOL, GAINSAY_INT, GAINSAY_STRING };

/* One key of an instance's settings. The table ends with a row whose name is NULL. */
struct gainsay_option {
	const char *name;
	enum gainsay_type type;
	size_t offset; /* into the settings: int for BOOL, int64_t for INT, const char * */
	const char *fallback; /* as written in the configuration; NULL: required (STRING: NULL) */
	int64_t min, max; /* bounds of an INT */
	const char *help; /* one sentence */
};

/* Bytes of the article's text, end exclusive. begin == end: absent. */
struct gainsay_span {
	size_t begin, end;
};

/* Borrowed until extract() returns; NULL: unknown. */
struct gainsay_article {
	const char *url, *title, *site, *language;
	const char *published; /* RFC 3339 UTC */
	const char *text; /* UTF-8, paragraphs separated by a blank line, NUL at text_len */
	size_t text_len;
	int paywalled; /* 1: the text is a teaser */
};

/* How the words are told to be the speaker's. */
enum gainsay_modality {
	GAINSAY_ASSERTED = 0, /* said */
	GAINSAY_NEGATED, /* the cue is negated ("did not deny"); a denial is a cue class */
	GAINSAY_CONDITIONAL, /* "would accept if" */
	GAINSAY_QUESTION, /* asked */
	GAINSAY_EXPECTED /* "is expected to say" */
};

/*
 * One attributed statement; the host copies what it keeps before emit() returns. Spans must lie
 * inside the text and on code point borders.
 */
struct gainsay_statement {
	const struct gainsay_span *spans; /* what was said, in pieces where the cue splits it */
	size_t n_spans; /* at least 1 */
	struct gainsay_span speaker; /* the mention beside the cue; absent: not named */
	struct gainsay_span cue; /* "said", "according to"; absent: none */
	struct gainsay_span relayed_by; /* mention of who reports the speaker; absent: nobody */
	int quoted; /* 1: verbatim (in quotation marks), 0: reported */
	const char *cue_class; /* word of README's table ("neutral", "denial"); or NULL */
	enum gainsay_modality modality;
	const char *speaker_name; /* if it knows better than the mention; or NULL */
	const char *date; /* RFC 3339 if it knows when it was said; or NULL */
	double confidence; /* 0..1; 0 is taken as 1 */
};

struct gainsay_out; /* where one extract() call reports */

/* What may follow or precede a reporting word; a set. */
enum gainsay_takes {
	GAINSAY_TAKES_QUOTE = 1 << 0, /* "...," he said; he said: "..." */
	GAINSAY_TAKES_CLAUSE = 1 << 1, /* said (that) it was over */
	GAINSAY_TAKES_THAT = 1 << 2, /* knew that it was over; never without "that" */
	GAINSAY_TAKES_WHOM = 1 << 3, /* told them (that) it was over */
	GAINSAY_TAKES_TO = 1 << 4, /* promised to leave */
	GAINSAY_TAKES_WHOM_TO = 1 << 5, /* urged them to leave */
	GAINSAY_TAKES_OBJECT = 1 << 6, /* rejected the plan; ruled out leaving */
	GAINSAY_TAKES_WHETHER = 1 << 7, /* asked whether it was over */
	GAINSAY_IS_NOUN = 1 << 8, /* the claim that it was over; his denial of it */
	GAINSAY_IS_SOURCE = 1 << 9, /* according to them, it was over */
	GAINSAY_IS_SILENCE = 1 << 10 /* declined to comment: no statement at all */
};

/* A reporting word or phrase of the profile. Borrowed until close(). */
struct gainsay_verb {
	/* lower case; a verb's first word is the infinitive: "rule out". "..." stands for a gap:
	 * "accuse ... of" */
	const char *phrase;
	const char *cue_class;
	uint32_t takes; /* of enum gainsay_takes */
};

/* Services of the host, valid from open() to the return of close(). */
struct gainsay_host {
	uint32_t abi;
	void (*log)(const struct gainsay_host *host, enum gainsay_log level, const char *text);
	/* OK, or REJECT when a span lies outside the text or splits a code point, or when the
	 * article has more statements than the host keeps: go on with the next or return. */
	enum gainsay_result (*emit)(
		struct gainsay_out *out, const struct gainsay_statement *statement);
	/* The profile's reporting verbs and phrases in the order of the file. */
	const struct gainsay_verb *verbs;
	size_t n_verbs;
	/* The id of the speaker or side that a name, role or metonym of the profile stands for (in
	 * any case, without marks; of persons in any spelling, or the surname if one alone bears
	 * it), or NULL; borrowed until close(). */
	const char *(*speaker_lookup)(
		const struct gainsay_host *host, const char *phrase, size_t len);
};

struct gainsay_plugin {
	uint32_t abi; /* GAINSAY_PLUGIN_ABI; the first member for ever */
	const char *name; /* must equal the file name without ".so" */
	const char *summary;
	const struct gainsay_option *options; /* may be NULL */
	size_t settings_size; /* the host allocates, fills and owns the settings */
	enum gainsay_result (*open)(
		const struct gainsay_host *host, const void *settings, void **instance);
	/* REJECT says that it does not read such an article, for its language most likely; whether
	 * that is so is also asked with an empty text. */
	enum gainsay_result (*extract)(
		void *instance, const struct gainsay_article *article, struct gainsay_out *out);
	void (*close)(void *instance); /* accepts NULL */
};

extern const struct gainsay_plugin gainsay_plugin_entry;

#ifdef __cplusplus
}
#endif

#endif
