#include "paragraph.h"

#include <string.h>

#include "util/mem.h"

/* Words of the longest label before a colon: "Deputy Foreign Minister Sergei Ryabkov:". */
#define LABEL_MAX 8
/* Words of the longest headline. */
#define HEADLINE_MAX 28
/* Words of a name at the end of a headline, with its title. */
#define ENDING_MAX 6
/* Tokens after a quotation that is signed: a name, an age, a place. */
#define SIGNATURE_MAX 14
/* Words of a name in the profile, at most. */
#define NAME_MAX 6
/* Words of a name before the colon of a headline. */
#define HEAD_NAME_MAX 4
/* Turns behind dashes that make a dialogue. */
#define DASHES_MIN 4
/* A note of the page ("Read more: ...") is short. */
#define NOTE_MAX 40
/* Tokens of the head of a post in a digest. */
#define CHANNEL_MAX 10
/* Labelled questions, and answers, that make a page a transcript all of whose paragraphs are
 * somebody's. */
#define TURNS_MIN 2

static bool among(const struct token *t, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (token_is(t, words[i]))
			return true;
	return false;
}

static bool is_dash(const struct token *t)
{
	unsigned int cp = token_mark(t);
	return cp == 0x2014 || cp == 0x2013 || cp == 0x2015 || cp == '-';
}

static size_t paragraph_end(const struct tokens *tokens, size_t begin)
{
	size_t end = begin;
	while (end < tokens->n && tokens->items[end].paragraph == tokens->items[begin].paragraph)
		end++;
	return end;
}

/* Whether the profile knows a name that is exactly the tokens. */
static bool is_known(const struct script *s, size_t begin, size_t end)
{
	const struct token *t = s->tokens->items;
	if (begin >= end || end - begin > NAME_MAX + 2)
		return false;
	return s->host->speaker_lookup(
		       s->host, s->text + t[begin].begin, t[end - 1].end - t[begin].begin) != NULL;
}

/* Where a name known to the profile begins that ends at `end`; end if there is none. What is before
 * it must be a title: capitals, points, "of", "'s". */
static size_t known_ending(const struct script *s, size_t begin, size_t end)
{
	static const char *const joins[] = {
		"of", "for", "the", "and", "'s", "de", "von", "der", "van", "al", "bin", NULL};
	const struct token *t = s->tokens->items;
	for (size_t i = begin; i < end; i++) {
		if (is_known(s, i, end))
			return i;
		if (t[i].kind == TOKEN_NUMBER || (t[i].kind == TOKEN_MARK && !token_is(&t[i], ".")))
			return end;
		if (t[i].kind == TOKEN_WORD && !t[i].capital && !among(&t[i], joins))
			return end;
	}
	return end;
}

/* "a Turkish source", "officials", "Russian media": somebody without a name, as headlines end. */
static bool is_unnamed(const struct script *s, size_t begin, size_t end)
{
	static const char *const nouns[] = {"source", "sources", "official", "officials",
		"minister", "ministry", "envoy", "spokesman", "spokeswoman", "spokesperson", "pm",
		"president", "diplomat", "diplomats", "aide", "adviser", "army", "military",
		"governor", "negotiator", "report", "reports", "media", "ambassador", "chief",
		NULL};
	return end > begin && among(&s->tokens->items[end - 1], nouns);
}

/* Two to four capitalised words and nothing else. */
static bool looks_like_name(const struct script *s, size_t begin, size_t end)
{
	const struct token *t = s->tokens->items;
	size_t words = 0;
	for (size_t i = begin; i < end; i++) {
		if (t[i].kind != TOKEN_WORD ? !token_is(&t[i], ".") : !t[i].capital)
			return false;
		words += t[i].kind == TOKEN_WORD;
	}
	return words >= 2 && words <= 4;
}

/* Labels */

/* The colon after a label that opens a paragraph; begin if there is none. */
static size_t label_colon(const struct script *s, size_t begin, size_t end)
{
	const struct token *t = s->tokens->items;
	size_t words = 0;
	for (size_t i = begin; i < end; i++) {
		if (token_mark(&t[i]) == ':')
			return i > begin && i + 1 < end && !t[i + 1].joined ? i : begin;
		if (token_mark(&t[i]) == '(' && i > begin) { /* "QUESTION (agency):" */
			while (i < end && token_mark(&t[i]) != ')')
				i++;
			continue;
		}
		if (t[i].kind == TOKEN_MARK && !token_is(&t[i], ".") && !token_is(&t[i], "'") &&
			!token_is(&t[i], "’") && !token_is(&t[i], ","))
			return begin;
		words += t[i].kind == TOKEN_WORD;
		if (words > LABEL_MAX)
			return begin;
	}
	return begin;
}

/* "Q.", "Q:", "QUESTION:", "Question (agency):" */
static bool asks(const struct script *s, size_t begin, size_t colon)
{
	static const char *const askers[] = {"q", "question", "questions", "interviewer",
		"moderator", "host", "presenter", "correspondent", "reporter", "journalist",
		"anchor", "editor", "operator", "voice", "participant", "spokesperson", "press",
		NULL};
	const struct token *t = &s->tokens->items[begin];
	return among(t, askers) && (colon == begin + 1 || token_is(&t[1], "(") ||
					   token_is(&t[1], ".") || t[1].kind == TOKEN_NUMBER);
}

static bool answers(const struct script *s, size_t begin, size_t colon)
{
	static const char *const words[] = {"a", "answer", NULL};
	return colon == begin + 1 && among(&s->tokens->items[begin], words);
}

/* "Read more: ...", "Photo: ...", "Reporting by ...; Editing by ..." */
static bool is_note(const struct script *s, size_t begin, size_t end)
{
	static const char *const heads[] = {"photo", "photos", "picture", "pictures", "image",
		"images", "video", "watch", "listen", "related", "read", "see", "also", "more",
		"note", "editor's", "editors", "caption", "credit", "source", "sources", "tags",
		"topics", "share", "subscribe", "sign", "follow", "advertisement", "correction",
		"clarification", "newsletter", "poll", "gallery", "podcast", "download", "analysis",
		"opinion", "explainer", "explained", "live", "updated", "published", NULL};
	static const char *const credits[] = {"reporting", "editing", "writing", "translated",
		"compiled", "photograph", "photography", "illustration", "edited", NULL};
	const struct token *t = s->tokens->items;
	if (end - begin > NOTE_MAX || end - begin < 2)
		return false;
	if (among(&t[begin], credits) &&
		(token_is(&t[begin + 1], "by") || token_is(&t[begin + 1], "contributed")))
		return true;
	if (among(&t[begin], credits) && begin + 2 < end && token_is(&t[begin + 1], "and") &&
		among(&t[begin + 2], credits))
		return true;
	size_t colon = label_colon(s, begin, end);
	if (token_is(&t[begin], "sign") && token_is(&t[begin + 1], "up"))
		return true;
	return colon > begin && colon - begin <= 4 && among(&t[begin], heads) &&
	       known_ending(s, begin, colon) == colon;
}

/* "Jane Roe: Talks Are Dead" as the text's first line: the name is told again further down. */
static bool heads_text(const struct script *s, size_t begin, size_t colon)
{
	const struct token *t = s->tokens->items;
	if (begin > 0 || colon > HEAD_NAME_MAX)
		return false;
	for (size_t i = begin; i < colon; i++)
		if (t[i].kind != TOKEN_WORD || !t[i].capital)
			return false;
	for (size_t i = paragraph_end(s->tokens, begin); i < s->tokens->n; i++)
		if (t[i].capital && token_is(&t[i], t[colon - 1].form))
			return true;
	return false;
}

/* Whether the label is in capitals throughout: "WALLACE". */
static bool in_capitals(const struct script *s, size_t begin, size_t colon)
{
	bool caps = colon > begin;
	for (size_t i = begin; i < colon; i++)
		caps &= s->tokens->items[i].kind != TOKEN_WORD || s->tokens->items[i].caps;
	return caps;
}

/* Whether the label before a colon names who speaks. */
static bool names_speaker(const struct script *s, size_t begin, size_t colon)
{
	const struct token *t = s->tokens->items;
	size_t letters = 0;
	bool caps = true;
	/* "MARKUS LAMMERT, spokesperson:": the name alone tells */
	size_t end = begin;
	while (end < colon && token_mark(&t[end]) != ',' && token_mark(&t[end]) != '(')
		end++;
	for (size_t i = begin; i < end; i++) {
		/* "McFAUL", "J." */
		caps &= t[i].kind != TOKEN_WORD || t[i].caps || t[i].end - t[i].begin == 1;
		letters += t[i].end - t[i].begin;
	}
	if (caps && letters > 3)
		return true;
	return known_ending(s, begin, end) < end || heads_text(s, begin, end) ||
	       (s->transcript && looks_like_name(s, begin, end));
}

static bool read_label(const struct script *s, struct paragraph *p)
{
	const struct token *t = s->tokens->items;
	size_t begin = p->begin, end = p->end, colon = label_colon(s, begin, end);
	/* a transcript in quotation marks: ""WALLACE: Will she be there?" */
	if (token_mark(&t[begin]) == '"' || token_mark(&t[begin]) == 0x201C) {
		colon = label_colon(s, begin + 1, end);
		if (!in_capitals(s, begin + 1, colon))
			return false;
		begin++;
	}
	if (colon == begin) {
		/* "Q. Will there be elections?" */
		bool point = begin + 2 < end && token_is(&t[begin], "q") &&
			     token_is(&t[begin + 1], ".") && t[begin].capital;
		p->turn = point ? TURN_QUESTION : TURN_NONE;
		return point;
	}
	bool question = token_is(&t[end - 1], "?");
	p->words = (struct range){colon + 1, end};
	if (asks(s, begin, colon)) {
		p->turn = TURN_QUESTION;
		return true;
	}
	if (answers(s, begin, colon)) {
		p->turn = s->interviewee ? TURN_SPEAKER : TURN_QUESTION;
		return true;
	}
	if (!names_speaker(s, begin, colon))
		return false;
	/* an outlet's question, or one that answers nothing */
	p->turn = question ? TURN_QUESTION : TURN_SPEAKER;
	p->speaker = (struct range){begin, colon};
	return true;
}

/* "Agora So is it open?", "Spoljaric You will not hear it from me." */
static bool read_bare_label(const struct script *s, struct paragraph *p)
{
	bool asking;
	struct range label = labels_at(&s->labels, s->tokens, p->begin, &asking);
	if (label.begin == label.end)
		return false;
	p->turn = asking ? TURN_QUESTION : TURN_SPEAKER;
	p->speaker = asking ? (struct range){0, 0} : label;
	p->words = (struct range){label.end, p->end};
	return true;
}

/* "Lubinets official channel, 11:20 Second group over the bridge.": a post in a digest, under the
 * name of its channel and the time. */
static bool read_channel(const struct script *s, struct paragraph *p)
{
	static const char *const nouns[] = {"channel", "official", "telegram", NULL};
	const struct token *t = s->tokens->items;
	size_t name = p->begin, noun = 0;
	while (name < p->end && t[name].kind == TOKEN_WORD && t[name].capital)
		name++;
	for (size_t i = name; i + 3 < p->end && i - p->begin <= CHANNEL_MAX; i++) {
		noun += among(&t[i], nouns);
		if (t[i].kind == TOKEN_MARK && token_mark(&t[i]) != ',' &&
			token_mark(&t[i]) != '(' && token_mark(&t[i]) != ')')
			return false;
		if (t[i].kind != TOKEN_NUMBER)
			continue;
		size_t after = i + 1; /* "11:20" is one token or three */
		if (token_mark(&t[after]) == ':' && t[after].joined &&
			t[after + 1].kind == TOKEN_NUMBER)
			after += 2;
		else if (!strchr(t[i].form, ':'))
			return false;
		if (name == p->begin || noun == 0 || after >= p->end ||
			!(t[after].capital || t[after].kind != TOKEN_WORD))
			return false;
		p->turn = TURN_SPEAKER;
		p->speaker = (struct range){p->begin, name};
		p->words = (struct range){after, p->end};
		return true;
	}
	return false;
}

/* "- I have never named a month." */
static bool read_dash(const struct script *s, struct paragraph *p)
{
	const struct token *t = s->tokens->items;
	if (!s->dialogue || !is_dash(&t[p->begin]) || p->begin + 1 >= p->end)
		return false;
	bool question = token_is(&t[p->end - 1], "?");
	p->turn = question || !s->interviewee ? TURN_QUESTION : TURN_SPEAKER;
	p->words = (struct range){p->begin + 1, p->end};
	return true;
}

/* Headlines */

static const struct quote *quote_at(const struct script *s, size_t token)
{
	for (size_t i = 0; i < s->quotes->n && s->quotes->items[i].begin <= token; i++)
		if (s->quotes->items[i].begin == token)
			return &s->quotes->items[i];
	return NULL;
}

/* "'No deal yet': Zelensky", "“We will not sign”: Lavrov on the draft" */
static bool read_quote_first(const struct script *s, struct paragraph *p)
{
	const struct token *t = s->tokens->items;
	const struct quote *q = quote_at(s, p->begin);
	if (!q || !q->closed || q->inner_end < q->inner + 2 || q->end + 1 >= p->end ||
		token_mark(&t[q->end]) != ':')
		return false;
	size_t from = q->end + 1, end = p->end;
	for (size_t i = from; i < p->end && i - from <= ENDING_MAX; i++)
		if (token_is(&t[i], "on") || token_is(&t[i], "after") || token_is(&t[i], "as") ||
			token_is(&t[i], "in") || token_is(&t[i], "to"))
			end = end < i ? end : i;
	if (end - from > ENDING_MAX || end == from)
		return false;
	if (known_ending(s, from, end) == end && !looks_like_name(s, from, end))
		return false;
	p->speaker = (struct range){from, end};
	p->words = (struct range){p->begin, q->end};
	return true;
}

/* "“There is no deal.” - Dmitry Peskov, 58": a quotation with its speaker's name under it. */
static bool read_signature(const struct script *s, struct paragraph *p)
{
	const struct token *t = s->tokens->items;
	const struct quote *q = quote_at(s, p->begin);
	if (!q || !q->closed || q->inner_end < q->inner + 3 || q->end + 1 >= p->end ||
		!is_dash(&t[q->end]) || p->end - q->end > SIGNATURE_MAX)
		return false;
	size_t from = q->end + 1, end = from;
	while (end < p->end && (t[end].kind == TOKEN_WORD || t[end].joined))
		end++;
	while (end > from && t[end - 1].kind == TOKEN_MARK)
		end--;
	if (known_ending(s, from, end) == end && !looks_like_name(s, from, end))
		return false;
	p->speaker = (struct range){from, end};
	p->words = (struct range){p->begin, q->end};
	p->turn = TURN_SPEAKER;
	return true;
}

/* "Putin ready to meet - Ushakov" */
static bool read_name_last(const struct script *s, struct paragraph *p)
{
	const struct token *t = s->tokens->items;
	size_t dash = p->end;
	while (dash > p->begin && p->end - dash <= ENDING_MAX &&
		!(is_dash(&t[dash - 1]) && !t[dash - 1].joined))
		dash--;
	if (dash == p->begin || dash == p->end || p->end - dash > ENDING_MAX)
		return false;
	dash--;
	if (dash < p->begin + 3 || token_is(&t[dash - 1], "?"))
		return false;
	if (known_ending(s, dash + 1, p->end) == p->end && !is_unnamed(s, dash + 1, p->end))
		return false;
	p->speaker = (struct range){dash + 1, p->end};
	p->words = (struct range){p->begin, dash};
	return true;
}

static bool read_headline(const struct script *s, struct paragraph *p)
{
	const struct token *t = s->tokens->items;
	size_t points = 0;
	if (read_signature(s, p))
		return true;
	if (p->end - p->begin > HEADLINE_MAX || p->end - p->begin < 3)
		return false;
	for (size_t i = p->begin; i < p->end; i++)
		points += token_is(&t[i], ".") && i > p->begin && strlen(t[i - 1].form) > 3;
	if (points > 0 || (!read_quote_first(s, p) && !read_name_last(s, p)))
		return false;
	p->turn = TURN_SPEAKER;
	return true;
}

/* The whole */

void paragraph_read(const struct script *script, size_t begin, struct paragraph *out)
{
	*out = (struct paragraph){.begin = begin, .end = paragraph_end(script->tokens, begin)};
	if (is_note(script, begin, out->end))
		out->turn = TURN_PAGE;
	else if (read_bare_label(script, out) || read_dash(script, out) || read_label(script, out))
		out->labelled = true;
	else if (!read_channel(script, out))
		(void)read_headline(script, out);
}

void paragraph_go_on(
	const struct script *script, const struct paragraph *turn, struct paragraph *paragraph)
{
	const struct token *t = script->tokens->items;
	const char *last = t[paragraph->end - 1].form;
	/* a heading between two answers has no end */
	bool ends = strlen(last) == 1 && strchr(".?!\"", last[0]);
	if (paragraph->turn != TURN_NONE || turn->turn != TURN_SPEAKER || !turn->labelled ||
		script->asked < TURNS_MIN || script->answered < TURNS_MIN ||
		paragraph->begin > script->last_turn ||
		!(ends || token_mark(&t[paragraph->end - 1]) == 0x201D))
		return;
	paragraph->turn = TURN_SPEAKER;
	paragraph->labelled = true;
	paragraph->speaker = turn->speaker;
	paragraph->words = (struct range){paragraph->begin, paragraph->end};
}

/* The longest name of the profile in a headline that is a person's as far as can be seen: the last,
 * for "Interview with Ambassador Darchiev". The caller frees it. */
static char *name_in(const struct gainsay_host *host, const char *title)
{
	struct tokens t;
	char *name = NULL;
	tokens_scan(title, strlen(title), "-", &t);
	for (size_t i = 0; i < t.n; i++) {
		if (!t.items[i].capital || t.items[i].kind != TOKEN_WORD)
			continue;
		for (size_t end = i + NAME_MAX < t.n ? i + NAME_MAX : t.n; end > i; end--) {
			size_t len = t.items[end - 1].end - t.items[i].begin;
			if (!host->speaker_lookup(host, title + t.items[i].begin, len))
				continue;
			free(name);
			name = xstrndup(title + t.items[i].begin, len);
			i = end - 1;
			break;
		}
	}
	tokens_release(&t);
	return name;
}

void script_read(const struct gainsay_host *host, const struct gainsay_article *article,
	const struct tokens *tokens, const struct quotes *quotes, const struct strmap *words,
	struct script *out)
{
	*out = (struct script){
		.host = host, .tokens = tokens, .quotes = quotes, .text = article->text};
	size_t dashes = 0, asked = 0, labels = 0;
	for (size_t i = 0; i < tokens->n; i = paragraph_end(tokens, i)) {
		size_t end = paragraph_end(tokens, i), colon = label_colon(out, i, end);
		bool question = token_is(&tokens->items[end - 1], "?");
		labels += colon > i && (asks(out, i, colon) || question);
		if (is_dash(&tokens->items[i]) && i + 1 < end && !tokens->items[i + 1].joined) {
			dashes++;
			asked += question;
		}
	}
	out->transcript = labels > 0;
	out->dialogue = dashes >= DASHES_MIN && asked >= 2 && asked < dashes;
	if (article->title && (out->dialogue || out->transcript))
		out->interviewee = name_in(host, article->title);
	labels_find(tokens, words, &out->labels);
	for (size_t i = 0; i < tokens->n; i = paragraph_end(tokens, i)) {
		struct paragraph p;
		paragraph_read(out, i, &p);
		if (!p.labelled)
			continue;
		if (p.turn == TURN_QUESTION)
			out->asked++;
		else
			out->answered++;
		out->last_turn = i;
	}
}

void script_release(struct script *script)
{
	free(script->interviewee);
	*script = (struct script){0};
}
