#include "claims/statement.h"

#include "text/date.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"

static const char *const status_words[] = {"", "denied", "ruled out", "opposed", "open",
	"under discussion", "proposed", "agreed in principle", "agreed", "signed", "done", "asked",
	"conditional", "hypothetical", "predicted"};
static const char *const modality_words[] = {
	"asserted", "negated", "conditional", "question", "expected"};
static const char *const bound_words[] = {"exact", "at least", "at most", "about", "part"};

static int word_index(const char *const *words, size_t n, const char *word)
{
	for (size_t i = 0; word && i < n; i++)
		if (strcmp(words[i], word) == 0)
			return (int)i;
	return -1;
}

const char *status_word(enum status status)
{
	return (size_t)status < ARRAY_SIZE(status_words) ? status_words[status] : "";
}

enum status status_from_word(const char *word)
{
	int i = word_index(status_words, ARRAY_SIZE(status_words), word);
	return i < 0 ? STATUS_NONE : (enum status)i;
}

const char *modality_word(enum modality modality)
{
	return (size_t)modality < ARRAY_SIZE(modality_words) ? modality_words[modality]
							     : modality_words[0];
}

enum modality modality_from_word(const char *word)
{
	int i = word_index(modality_words, ARRAY_SIZE(modality_words), word);
	return i < 0 ? MODALITY_ASSERTED : (enum modality)i;
}

void speaker_ref_release(struct speaker_ref *ref)
{
	free(ref->id);
	free(ref->name);
	free(ref->side);
	*ref = (struct speaker_ref){0};
}

void speaker_ref_copy(struct speaker_ref *to, const struct speaker_ref *from)
{
	*to = (struct speaker_ref){
		.id = xstrdup_null(from->id),
		.name = xstrdup_null(from->name),
		.side = xstrdup_null(from->side),
	};
}

void figure_release(struct figure *figure)
{
	free(figure->unit);
	free(figure->what);
	*figure = (struct figure){0};
}

static void figures_release(struct figure *figures, size_t n)
{
	for (size_t i = 0; i < n; i++)
		figure_release(&figures[i]);
	free(figures);
}

void proposition_release(struct proposition *p)
{
	free(p->issue);
	free(p->slot);
	free(p->value);
	figures_release(p->figures, p->n_figures);
	free(p->place);
	free(p->condition);
	free(p->about);
	free(p->subject);
	free(p->predicate);
	for (size_t i = 0; p->predicates && i < p->n_predicates; i++)
		free(p->predicates[i]);
	free(p->predicates);
	for (size_t i = 0; p->arguments && i < p->n_arguments; i++)
		free(p->arguments[i]);
	free(p->arguments);
	for (size_t i = 0; p->marks && i < p->n_marks; i++)
		free(p->marks[i]);
	free(p->marks);
	*p = (struct proposition){0};
}

void statement_release(struct statement *s)
{
	if (!s)
		return;
	speaker_ref_release(&s->speaker);
	speaker_ref_release(&s->relayed_by);
	free(s->spans);
	free(s->text);
	free(s->context);
	free(s->cue_class);
	free(s->denies);
	for (size_t i = 0; i < s->n_propositions; i++)
		proposition_release(&s->propositions[i]);
	free(s->propositions);
	figures_release(s->figures, s->n_figures);
	*s = (struct statement){0};
}

void statements_release(struct statements *list)
{
	for (size_t i = 0; i < list->n; i++)
		statement_release(&list->items[i]);
	free(list->items);
	*list = (struct statements){0};
}

/* Writing. A member that says nothing is left out of a proposition, so that lines stay short. */

static json_t *span_json(const struct span *span)
{
	return json_pack("[I,I]", (json_int_t)span->begin, (json_int_t)span->end);
}

static json_t *span_or_null(const struct span *span)
{
	return span->begin == span->end ? json_null() : span_json(span);
}

static json_t *speaker_json(const struct speaker_ref *ref)
{
	json_t *o = json_object();
	json_object_set_new(o, "id", json_text(ref->id));
	json_object_set_new(o, "name", json_text(ref->name));
	json_object_set_new(o, "side", json_text(ref->side));
	return o;
}

static json_t *time_json(int64_t time)
{
	char text[DATE_TEXT_SIZE];
	if (time == DATE_UNKNOWN)
		return json_null();
	date_format(time, text);
	return text[0] ? json_text(text) : json_null();
}

static json_t *figure_json(const struct figure *f)
{
	json_t *o = json_object();
	json_object_set_new(o, "low", json_real(f->low));
	json_object_set_new(o, "high", json_real(f->high));
	json_object_set_new(o, "bound", json_text(bound_words[f->bound]));
	json_object_set_new(o, "unit", json_text(f->unit));
	json_object_set_new(o, "what", json_text(f->what));
	json_object_set_new(o, "span", span_json(&f->span));
	return o;
}

static json_t *figures_json(const struct figure *figures, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, figure_json(&figures[i]));
	return list;
}

static void set_text(json_t *o, const char *key, const char *text)
{
	if (text && *text)
		json_object_set_new(o, key, json_text(text));
}

static void set_list(json_t *o, const char *key, char *const *items, size_t n)
{
	if (n == 0)
		return;
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_text(items[i]));
	json_object_set_new(o, key, list);
}

static json_t *proposition_json(const struct proposition *p)
{
	json_t *o = json_object();
	json_object_set_new(o, "issue", json_text(p->issue));
	json_object_set_new(o, "slot", json_text(p->slot));
	json_object_set_new(o, "value", json_text(p->value));
	json_object_set_new(o, "status",
		p->status == STATUS_NONE ? json_null() : json_text(status_word(p->status)));
	json_object_set_new(o, "negated", json_boolean(p->negated));
	json_object_set_new(o, "modality", json_text(modality_word(p->modality)));
	if (p->n_figures)
		json_object_set_new(o, "figures", figures_json(p->figures, p->n_figures));
	if (p->event_from != DATE_UNKNOWN)
		json_object_set_new(o, "event_from", time_json(p->event_from));
	if (p->event_to != DATE_UNKNOWN)
		json_object_set_new(o, "event_to", time_json(p->event_to));
	set_text(o, "place", p->place);
	set_text(o, "condition", p->condition);
	set_text(o, "about", p->about);
	set_text(o, "subject", p->subject);
	set_text(o, "predicate", p->predicate);
	set_list(o, "predicates", p->predicates, p->n_predicates);
	set_list(o, "arguments", p->arguments, p->n_arguments);
	set_list(o, "marks", p->marks, p->n_marks);
	json_object_set_new(o, "span", span_json(&p->span));
	return o;
}

json_t *statement_to_json(const struct statement *s)
{
	json_t *o = json_object();
	json_object_set_new(o, "speaker", speaker_json(&s->speaker));
	json_object_set_new(o, "speaker_span", span_or_null(&s->speaker_span));
	json_object_set_new(o, "cue_span", span_or_null(&s->cue_span));
	json_object_set_new(o, "span", span_json(&s->span));
	json_t *spans = json_array();
	for (size_t i = 0; i < s->n_spans; i++)
		json_array_append_new(spans, span_json(&s->spans[i]));
	json_object_set_new(o, "spans", spans);
	json_object_set_new(o, "text", json_text(s->text));
	set_text(o, "context", s->context);
	json_object_set_new(o, "quoted", json_boolean(s->quoted));
	json_object_set_new(o, "date", time_json(s->date));
	json_object_set_new(o, "date_told", json_boolean(s->date_told));
	json_object_set_new(o, "cue_class", json_text(s->cue_class));
	json_object_set_new(o, "modality", json_text(modality_word(s->modality)));
	json_object_set_new(
		o, "relayed_by", s->relayed_by.id ? speaker_json(&s->relayed_by) : json_null());
	set_text(o, "denies", s->denies);
	json_object_set_new(o, "confidence", json_real(s->confidence));
	json_t *propositions = json_array();
	for (size_t i = 0; i < s->n_propositions; i++)
		json_array_append_new(propositions, proposition_json(&s->propositions[i]));
	json_object_set_new(o, "propositions", propositions);
	json_object_set_new(o, "figures", figures_json(s->figures, s->n_figures));
	return o;
}

/* Reading: the line may come from a plugin in another process, so every shape is possible. */

static int read_span(const json_t *json, struct span *span)
{
	json_int_t b = json_integer_value(json_array_get(json, 0));
	json_int_t e = json_integer_value(json_array_get(json, 1));
	if (json_array_size(json) != 2 || b < 0 || e < b || (size_t)e > CLAIMS_TEXT_MAX)
		return -1;
	*span = (struct span){(size_t)b, (size_t)e};
	return 0;
}

/* An absent or null span stays empty. */
static int read_span_null(const json_t *json, struct span *span)
{
	return !json || json_is_null(json) ? 0 : read_span(json, span);
}

static void read_speaker(const json_t *json, struct speaker_ref *ref)
{
	ref->id = xstrdup_null(json_get_text(json, "id"));
	ref->name = xstrdup_null(json_get_text(json, "name"));
	ref->side = xstrdup_null(json_get_text(json, "side"));
}

static int64_t read_time(const json_t *object, const char *key)
{
	const char *text = json_get_text(object, key);
	return text ? date_parse(text, NULL) : DATE_UNKNOWN;
}

static char *read_text(const json_t *object, const char *key)
{
	return xstrdup_null(json_get_text(object, key));
}

static int read_figures(const json_t *list, struct figure **figures, size_t *n)
{
	size_t count = json_array_size(list);
	if (count > STATEMENTS_MAX)
		return -1;
	*figures = count ? xcalloc(count, sizeof(**figures)) : NULL;
	for (*n = 0; *n < count; (*n)++) {
		const json_t *o = json_array_get(list, *n);
		struct figure *f = &(*figures)[*n];
		f->low = json_get_number(o, "low", 0);
		f->high = json_get_number(o, "high", f->low);
		int bound = word_index(
			bound_words, ARRAY_SIZE(bound_words), json_get_text(o, "bound"));
		f->bound = bound < 0 ? BOUND_EXACT : (enum bound)bound;
		f->unit = read_text(o, "unit");
		f->what = read_text(o, "what");
		if (read_span_null(json_object_get(o, "span"), &f->span) < 0) {
			(*n)++; /* what was read so far is released by the caller */
			return -1;
		}
	}
	return 0;
}

static int read_list(const json_t *list, char ***items, size_t *n)
{
	size_t count = json_array_size(list);
	if (count > STATEMENTS_MAX)
		return -1;
	*items = count ? xcalloc(count, sizeof(**items)) : NULL;
	for (size_t i = 0; i < count; i++) {
		const char *text = json_string_value(json_array_get(list, i));
		(*items)[(*n)++] = xstrdup(text ? text : "");
	}
	return 0;
}

static int read_proposition(const json_t *o, struct proposition *p)
{
	p->issue = read_text(o, "issue");
	p->slot = read_text(o, "slot");
	p->value = read_text(o, "value");
	p->status = status_from_word(json_get_text(o, "status"));
	p->negated = json_get_flag(o, "negated");
	p->modality = modality_from_word(json_get_text(o, "modality"));
	p->event_from = read_time(o, "event_from");
	p->event_to = read_time(o, "event_to");
	p->place = read_text(o, "place");
	p->condition = read_text(o, "condition");
	p->about = read_text(o, "about");
	p->subject = read_text(o, "subject");
	p->predicate = read_text(o, "predicate");
	if (read_list(json_object_get(o, "predicates"), &p->predicates, &p->n_predicates) < 0 ||
		read_list(json_object_get(o, "arguments"), &p->arguments, &p->n_arguments) < 0 ||
		read_list(json_object_get(o, "marks"), &p->marks, &p->n_marks) < 0)
		return -1;
	if (read_figures(json_object_get(o, "figures"), &p->figures, &p->n_figures) < 0)
		return -1;
	return read_span_null(json_object_get(o, "span"), &p->span);
}

static int read_statement(const json_t *o, struct statement *s)
{
	read_speaker(json_object_get(o, "speaker"), &s->speaker);
	read_speaker(json_object_get(o, "relayed_by"), &s->relayed_by);
	s->text = read_text(o, "text");
	s->context = read_text(o, "context");
	s->quoted = json_get_flag(o, "quoted");
	s->date = read_time(o, "date");
	s->date_told = json_get_flag(o, "date_told");
	s->cue_class = read_text(o, "cue_class");
	s->modality = modality_from_word(json_get_text(o, "modality"));
	s->denies = read_text(o, "denies");
	s->confidence = json_get_number(o, "confidence", 1.0);
	if (!s->text || read_span_null(json_object_get(o, "speaker_span"), &s->speaker_span) < 0 ||
		read_span_null(json_object_get(o, "cue_span"), &s->cue_span) < 0 ||
		read_span(json_object_get(o, "span"), &s->span) < 0)
		return -1;
	const json_t *list = json_object_get(o, "spans");
	size_t n = json_array_size(list);
	if (n > STATEMENTS_MAX)
		return -1;
	s->spans = xcalloc(n ? n : 1, sizeof(*s->spans));
	for (size_t i = 0; i < n; i++)
		if (read_span(json_array_get(list, i), &s->spans[s->n_spans++]) < 0)
			return -1;
	if (n == 0)
		s->spans[s->n_spans++] = s->span;
	list = json_object_get(o, "propositions");
	n = json_array_size(list);
	if (n > STATEMENTS_MAX)
		return -1;
	s->propositions = n ? xcalloc(n, sizeof(*s->propositions)) : NULL;
	for (size_t i = 0; i < n; i++)
		if (read_proposition(
			    json_array_get(list, i), &s->propositions[s->n_propositions++]) < 0)
			return -1;
	return read_figures(json_object_get(o, "figures"), &s->figures, &s->n_figures);
}

int statement_from_json(const json_t *json, struct statement *statement, struct err *err)
{
	struct statement s = {0};
	if (!json_is_object(json) || read_statement(json, &s) < 0) {
		statement_release(&s);
		return err_set(err, ERR_REJECT, "not a statement object");
	}
	*statement = s;
	return 0;
}
