/*
 * The default extractor: finds who said what by quotation marks, a lexicon of reporting words and
 * the orders in which speaker, cue and content can stand. One journey: extract() reads the text
 * into tokens, quotations and sentences; each sentence becomes a view (view.h) in which cues are
 * found (cue.h) and read with the frames they take (frame.h); a quotation that no cue of its own
 * sentence tells belongs to whoever spoke last.
 */
#include <dlfcn.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "frame.h"
#include "gainsay_plugin.h"
#include "lexicon.h"
#include "paragraph.h"
#include "tagged.h"
#include "tagger.h"
#include "text/quote.h"
#include "text/sentence.h"
#include "text/token.h"
#include "util/mem.h"
#include "words.h"

/* Tokens read as one sentence; longer ones have lost their points, and time goes with the square.
 */
#define SENTENCE_MAX 1000

/* How much to trust what a speaker is read to tell of another within his turn. */
#define WITHIN 0.6

/* Tokens of the longest dateline. */
#define DATELINE_MAX 16

struct settings {
	int nested; /* report what a speaker relays of another */
	int tagger; /* let the trained tagger have its say, where its table is */
	const char *weights; /* the table, or NULL: beside the plugin */
};

static const struct gainsay_option options[] = {
	{.name = "nested",
		.type = GAINSAY_BOOL,
		.offset = offsetof(struct settings, nested),
		.fallback = "true",
		.help = "Report also what a speaker says that another has said."},
	{.name = "tagger",
		.type = GAINSAY_BOOL,
		.offset = offsetof(struct settings, tagger),
		.fallback = "true",
		.help = "Let the trained tagger have its say; without its table the rules stand "
			"alone."},
	{.name = "weights",
		.type = GAINSAY_STRING,
		.offset = offsetof(struct settings, weights),
		.help = "The tagger's table; rules.weights beside the plugin where not given."},
	{.name = NULL},
};

struct rules {
	const struct gainsay_host *host;
	const struct settings *settings;
	struct lexicon lexicon;
	struct strmap words;
	struct tagger *tagger; /* NULL: the rules alone */
};

/* Who spoke last, for quotations without a cue of their own. */
struct last_speaker {
	size_t index; /* in the list, or NOWHERE */
	size_t paragraph;
	bool introduces; /* "he wrote:" and nothing after it yet */
};

/* The table lies beside this shared object, in the build tree as where it is installed. */
static char *table_beside(void)
{
	Dl_info info;
	if (dladdr((const void *)(uintptr_t)&table_beside, &info) == 0 || !info.dli_fname)
		return NULL;
	const char *slash = strrchr(info.dli_fname, '/');
	return slash ? xasprintf(
			       "%.*s/rules.weights", (int)(slash - info.dli_fname), info.dli_fname)
		     : NULL;
}

static void open_tagger(struct rules *rules)
{
	AUTOFREE char *beside = table_beside();
	const char *path = rules->settings->weights ? rules->settings->weights : beside;
	if (!path || (!rules->settings->weights && access(path, F_OK) != 0))
		return;
	const char *why = NULL;
	rules->tagger = tagger_load(path, &why);
	if (rules->tagger)
		return;
	AUTOFREE char *text = xasprintf("%s: %s; the rules go on alone", path, why);
	rules->host->log(rules->host, GAINSAY_LOG_WARNING, text);
}

static enum gainsay_result rules_open(
	const struct gainsay_host *host, const void *settings, void **instance)
{
	struct rules *rules = xcalloc(1, sizeof(*rules));
	rules->host = host;
	rules->settings = settings;
	lexicon_init(&rules->lexicon, host->verbs, host->n_verbs);
	words_init(&rules->words);
	if (rules->settings->tagger)
		open_tagger(rules);
	*instance = rules;
	return GAINSAY_OK;
}

static void rules_close(void *instance)
{
	struct rules *rules = instance;
	if (!rules)
		return;
	lexicon_release(&rules->lexicon);
	words_release(&rules->words);
	tagger_free(rules->tagger);
	free(rules);
}

/* Whether the sentence is nothing but quotations and marks. */
static bool is_all_quote(const struct view *view)
{
	bool any = false;
	for (size_t i = 0; i < view->n; i++) {
		if (!view->items[i].quote && !view->items[i].mark)
			return false;
		any |= view->items[i].quote != NULL;
	}
	return any;
}

static size_t quote_words(const struct view *view)
{
	size_t quoted;
	return view_words(view, (struct range){0, view->n}, &quoted);
}

/* A quotation of a whole sentence: the last speaker goes on, or what he wrote is told now. */
static void go_on(const struct view *view, struct found_list *list, struct last_speaker *last)
{
	if (last->index == NOWHERE || quote_words(view) == 0)
		return;
	size_t paragraph = view->tokens->items[view->items[0].first].paragraph;
	if (paragraph > last->paragraph + 1)
		return;
	struct gainsay_span span = view_span(view, (struct range){0, view->n});
	struct found *said = &list->items[last->index];
	if (span.begin == span.end)
		return;
	size_t words = quote_words(view);
	bool here = paragraph == said->paragraph || last->introduces;
	last->paragraph = paragraph;
	if (here && said->n < PIECES_MAX &&
		(said->n == 0 || said->quoted_words * 10 >= said->words * 9)) {
		if (said->n > 0 && span.begin < said->pieces[said->n - 1].end)
			return;
		said->pieces[said->n++] = span;
		said->words += words;
		said->quoted_words += words;
		said->paragraph = paragraph;
		last->introduces = false;
		return;
	}
	struct found more = {
		.pieces = {span},
		.n = 1,
		.speaker = said->speaker,
		.cue = said->cue,
		.relayed_by = said->relayed_by,
		.cue_class = "neutral",
		.modality = GAINSAY_ASSERTED,
		.confidence = 0.8,
		.words = words,
		.quoted_words = words,
		.paragraph = paragraph,
	};
	MEM_ROOM(list->items, list->n, list->cap);
	list->items[list->n] = more;
	last->index = list->n++;
	last->introduces = false;
}

/* Where the text of a paragraph begins after a dateline ("KYIV, Dec 29 (Newswire) - "), else begin.
 */
static size_t skip_dateline(const struct tokens *tokens, size_t begin, size_t end)
{
	if (!tokens->items[begin].caps)
		return begin;
	for (size_t i = begin + 1; i < end && i - begin < DATELINE_MAX; i++) {
		unsigned int cp = token_mark(&tokens->items[i]);
		if (cp == 0x2014 || cp == 0x2013 || (cp == '-' && !tokens->items[i].joined))
			return i + 1 < end ? i + 1 : begin;
		if (tokens->items[i].kind == TOKEN_WORD && !tokens->items[i].capital &&
			tokens->items[i - 1].kind == TOKEN_WORD)
			return begin;
	}
	return begin;
}

/* The same for a dateline whose place ends in a point, "MOSCOW. Nov 25 (Newswire) - ", so that it
 * is more than a sentence; begin if there is none. */
static size_t skip_long_dateline(
	const struct rules *rules, const struct tokens *tokens, size_t begin, size_t end)
{
	size_t stop = end;
	while (stop < tokens->n && stop - begin < DATELINE_MAX &&
		tokens->items[stop].paragraph == tokens->items[begin].paragraph)
		stop++;
	size_t past = skip_dateline(tokens, begin, stop);
	for (size_t i = begin; i < past; i++)
		if (words_of(&rules->words, tokens->items[i].form) & WORD_MONTH)
			return past;
	return begin;
}

/* What a paragraph that is told as a whole adds. */
static void read_turn(const struct script *script, const struct paragraph *p,
	struct found_list *list, struct last_speaker *last)
{
	const struct token *t = script->tokens->items;
	size_t begin = p->words.begin, end = p->words.end;
	bool spoken = p->turn == TURN_SPEAKER && end > begin;
	if (!spoken) {
		begin = p->begin;
		end = p->end;
	}
	bool headline = p->speaker.begin > begin;
	bool quoted = !headline || token_mark(&t[begin]) == '"' || token_mark(&t[begin]) == '\'' ||
		      (token_mark(&t[begin]) > 0x2017 && token_mark(&t[begin]) < 0x201F);
	struct found found = {
		.pieces = {{t[begin].begin, t[end - 1].end}},
		.n = 1,
		.cue_class = "neutral",
		.confidence = 0.8,
		.words = end - begin,
		.quoted_words = quoted ? end - begin : 0,
		.paragraph = t[begin].paragraph,
		.silent = !spoken,
	};
	if (p->speaker.end > p->speaker.begin)
		found.speaker = (struct gainsay_span){
			t[p->speaker.begin].begin, t[p->speaker.end - 1].end};
	else
		found.speaker_name = script->interviewee;
	MEM_ROOM(list->items, list->n, list->cap);
	list->items[list->n++] = found;
	*last = (struct last_speaker){.index = NOWHERE, .paragraph = found.paragraph};
	if (spoken && !headline && p->speaker.end > p->speaker.begin)
		last->index = list->n - 1;
}

/* What is told of others within a turn: "HAQ: Ms. Grynspan has told us that ...". Only who is named
 * is told of; "I" and "we" are the one whose turn it is. */
static void read_within(const struct rules *rules, const struct view *view, struct cues *cues,
	struct found_list *list, size_t outer)
{
	bool introduces = false;
	size_t keep = list->n, before = list->n;
	cues_find(&rules->lexicon, view, cues);
	if (cues->n > 0)
		frames_read(view, cues, list, &introduces);
	for (size_t i = before; i < list->n; i++) {
		struct found f = list->items[i];
		size_t token = tokens_at(view->tokens, f.speaker.begin);
		bool named = f.speaker.end > f.speaker.begin && !f.silent && !f.nested && f.n > 0;
		for (; named && view->tokens->items[token].begin < f.speaker.end; token++)
			if (view->tokens->items[token].capital &&
				!words_of(&rules->words, view->tokens->items[token].form))
				break;
		if (!named || view->tokens->items[token].begin >= f.speaker.end)
			continue;
		f.nested = true;
		f.relayed_by = list->items[outer].speaker;
		f.confidence = WITHIN;
		list->items[keep++] = f;
	}
	list->n = keep;
}

static void read_sentence(const struct rules *rules, const struct view *view, struct cues *cues,
	struct found_list *list, struct last_speaker *last)
{
	if (view->n == 0)
		return;
	if (is_all_quote(view)) {
		go_on(view, list, last);
		return;
	}
	size_t before = list->n;
	bool introduces = false;
	cues_find(&rules->lexicon, view, cues);
	if (cues->n > 0)
		frames_read(view, cues, list, &introduces);
	for (size_t i = list->n; i > before; i--)
		if (!list->items[i - 1].nested && !list->items[i - 1].silent &&
			list->items[i - 1].speaker.end > 0) {
			last->index = i - 1;
			last->paragraph = list->items[i - 1].paragraph;
			last->introduces = introduces;
			break;
		}
}

static void report(
	const struct rules *rules, const struct found_list *list, struct gainsay_out *out)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct found *f = &list->items[i];
		if (f->n == 0 || f->silent || (f->nested && !rules->settings->nested))
			continue;
		struct gainsay_statement s = {
			.spans = f->pieces,
			.n_spans = f->n,
			.speaker = f->speaker,
			.cue = f->cue,
			.relayed_by = f->relayed_by,
			.quoted = f->quoted_words * 10 >= f->words * 9,
			.cue_class = f->cue_class,
			.modality = f->modality,
			.speaker_name = f->speaker_name,
			.confidence = f->confidence,
		};
		(void)rules->host->emit(out, &s);
	}
}

/* Read in another language, its words would be taken for English ones that look alike. */
static bool is_english(const char *language)
{
	return !language ||
	       (strncasecmp(language, "en", 2) == 0 &&
		       (language[2] == '\0' || language[2] == '-' || language[2] == '_'));
}

static enum gainsay_result rules_extract(
	void *instance, const struct gainsay_article *article, struct gainsay_out *out)
{
	struct rules *rules = instance;
	if (!is_english(article->language))
		return GAINSAY_REJECT;
	struct tokens tokens;
	struct quotes quotes;
	struct sentences sentences;
	/* no language has the stemmer's name "-": stems are not needed here */
	tokens_scan(article->text, article->text_len, "-", &tokens);
	quotes_find(&tokens, &quotes);
	sentences_find(&tokens, &quotes, &sentences);
	struct script script;
	script_read(rules->host, article, &tokens, &quotes, &rules->words, &script);
	struct view view = {0};
	struct cues cues = {0};
	struct found_list list = {0};
	struct last_speaker last = {.index = NOWHERE};
	struct paragraph turn = {.turn = TURN_NONE};
	size_t next_quote = 0;
	for (size_t i = 0; i < sentences.n; i++) {
		size_t begin = sentences.items[i].begin, end = sentences.items[i].end;
		/* '"No!" Peskov said.': a doubtful end is none if a short cue follows */
		if (sentences.items[i].doubtful && i + 1 < sentences.n &&
			tokens.items[sentences.items[i + 1].begin].paragraph ==
				tokens.items[begin].paragraph) {
			size_t probe = next_quote;
			view_read(&view, &tokens, &quotes, &probe, &rules->words,
				sentences.items[i + 1].begin, sentences.items[i + 1].end);
			cues_find(&rules->lexicon, &view, &cues);
			if (cues.n > 0 && cues.items[0].core <= 4 &&
				cues.items[0].words.end + 1 >= view.n)
				end = sentences.items[++i].end;
		}
		bool first = begin == 0 ||
			     tokens.items[begin].paragraph != tokens.items[begin - 1].paragraph;
		if (first) {
			size_t past = skip_long_dateline(rules, &tokens, begin, end);
			while (past >= end && i + 1 < sentences.n)
				end = sentences.items[++i].end;
			begin = past > begin ? past : skip_dateline(&tokens, begin, end);
		}
		struct paragraph paragraph = {.turn = TURN_NONE};
		if (first) {
			paragraph_read(&script, begin, &paragraph);
			paragraph_go_on(&script, &turn, &paragraph);
			turn = paragraph;
		}
		if (paragraph.turn != TURN_NONE) {
			size_t outer = list.n;
			read_turn(&script, &paragraph, &list, &last);
			bool tells = paragraph.turn == TURN_SPEAKER &&
				     list.items[outer].speaker.end >
					     list.items[outer].speaker.begin;
			for (size_t k = i; k < sentences.n; i = k++) {
				size_t from = sentences.items[k].begin, to = sentences.items[k].end;
				if (from >= paragraph.end)
					break;
				from = from > paragraph.words.begin ? from : paragraph.words.begin;
				if (!tells || to <= from || to - from > SENTENCE_MAX)
					continue;
				view_read(&view, &tokens, &quotes, &next_quote, &rules->words, from,
					to);
				read_within(rules, &view, &cues, &list, outer);
			}
			continue;
		}
		for (size_t at = begin; at < end; at += SENTENCE_MAX) {
			view_read(&view, &tokens, &quotes, &next_quote, &rules->words, at,
				end - at > SENTENCE_MAX ? at + SENTENCE_MAX : end);
			read_sentence(rules, &view, &cues, &list, &last);
		}
	}
	if (rules->tagger)
		tagged_merge(
			rules->tagger, &rules->lexicon, article->text, article->text_len, &list);
	report(rules, &list, out);
	script_release(&script);
	found_release(&list);
	cues_release(&cues);
	view_release(&view);
	sentences_release(&sentences);
	quotes_release(&quotes);
	tokens_release(&tokens);
	return GAINSAY_OK;
}

__attribute__((visibility("default"))) const struct gainsay_plugin gainsay_plugin_entry = {
	.abi = GAINSAY_PLUGIN_ABI,
	.name = "rules",
	.summary = "finds statements by quotation marks, reporting words and word order",
	.options = options,
	.settings_size = sizeof(struct settings),
	.open = rules_open,
	.extract = rules_extract,
	.close = rules_close,
};
