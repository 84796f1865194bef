#ifndef RULES_PARAGRAPH_H
#define RULES_PARAGRAPH_H

#include <stdbool.h>
#include <stddef.h>

#include "frame.h"
#include "gainsay_plugin.h"
#include "label.h"
#include "text/quote.h"
#include "text/token.h"

/*
 * Paragraphs that are told as a whole, before any sentence of theirs is read: turns of an interview
 * or a transcript ("LAVROV: ...", "Q: ...", "- ..."), headlines with a name at one end ("'No deal
 * yet': Zelensky", "Putin ready to meet - Ushakov"), and what belongs to the page and not to the
 * report ("Read more: ...", "Photo: ...").
 */
enum turn {
	TURN_NONE, /* to be read sentence by sentence */
	TURN_SPEAKER, /* all of it is the speaker's */
	TURN_QUESTION, /* somebody asks */
	TURN_PAGE, /* the page's own */
};

struct paragraph {
	enum turn turn;
	size_t begin, end; /* tokens; the whole paragraph */
	struct range speaker; /* tokens of the name; empty: article->name */
	struct range words; /* tokens of what is said */
	bool labelled; /* a label at its beginning tells it */
};

/* What of an article its paragraphs are read by. */
struct script {
	const struct gainsay_host *host;
	const struct tokens *tokens;
	const struct quotes *quotes;
	const char *text;
	bool transcript; /* it has labels of questions, so other labels are names */
	struct labels labels; /* those without colons */
	size_t asked, answered; /* paragraphs with a label */
	size_t last_turn; /* where the last of them begins */
	bool dialogue; /* its paragraphs are questions and answers behind dashes */
	char *interviewee; /* owned; who gives the answers of a dialogue, by the headline; or NULL
			    */
};

void script_read(const struct gainsay_host *host, const struct gainsay_article *article,
	const struct tokens *tokens, const struct quotes *quotes, const struct strmap *words,
	struct script *out);
void script_release(struct script *script);

/* Reads the paragraph that begins at a token. */
void paragraph_read(const struct script *script, size_t begin, struct paragraph *out);

/* Makes a paragraph without a label one of the turn that began before it at `turn`, if it stands
 * between labels of a transcript: an answer of several paragraphs. */
void paragraph_go_on(
	const struct script *script, const struct paragraph *turn, struct paragraph *paragraph);

#endif
