#include "claims/claims.h"

#include "util/err.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/utf8.h"

/* Pieces of one statement; more are no statement. */
#define SPANS_MAX 1000

void raw_statement_release(struct raw_statement *raw)
{
	free(raw->spans);
	free(raw->cue_class);
	free(raw->speaker_name);
	free(raw->date);
	*raw = (struct raw_statement){0};
}

void raw_statements_release(struct raw_statements *list)
{
	for (size_t i = 0; i < list->n; i++)
		raw_statement_release(&list->items[i]);
	free(list->items);
	*list = (struct raw_statements){0};
}

static int on_border(const struct claims_source *source, size_t at)
{
	return at == source->len || utf8_is_start(source->text[at]);
}

/* An absent or null span stays empty; -1 for a wrong one. */
static int read_span(const json_t *json, const struct claims_source *source, struct span *span)
{
	*span = (struct span){0};
	if (!json || json_is_null(json))
		return 0;
	json_int_t b = json_integer_value(json_array_get(json, 0));
	json_int_t e = json_integer_value(json_array_get(json, 1));
	if (json_array_size(json) != 2 || b < 0 || e <= b || (size_t)e > source->len ||
		!on_border(source, (size_t)b) || !on_border(source, (size_t)e))
		return -1;
	*span = (struct span){(size_t)b, (size_t)e};
	return 0;
}

static int read_spans(
	const json_t *json, const struct claims_source *source, struct raw_statement *raw)
{
	const json_t *list = json_object_get(json, "spans");
	size_t n = json_array_size(list);
	if (n > SPANS_MAX)
		return -1;
	raw->spans = xcalloc(n ? n : 1, sizeof(*raw->spans));
	raw->n_spans = n ? n : 1;
	if (n == 0)
		return read_span(json_object_get(json, "span"), source, &raw->spans[0]) < 0 ||
				       raw->spans[0].end == 0
			       ? -1
			       : 0;
	for (size_t i = 0; i < n; i++)
		if (read_span(json_array_get(list, i), source, &raw->spans[i]) < 0 ||
			raw->spans[i].end == 0 ||
			(i > 0 && raw->spans[i].begin < raw->spans[i - 1].end))
			return -1;
	return 0;
}

int raw_statement_from_json(const json_t *json, const struct claims_source *source,
	struct raw_statement *raw, struct err *err)
{
	struct raw_statement r = {0};
	if (!json_is_object(json) || read_spans(json, source, &r) < 0 ||
		read_span(json_object_get(json, "speaker_span"), source, &r.speaker) < 0 ||
		read_span(json_object_get(json, "cue_span"), source, &r.cue) < 0 ||
		read_span(json_object_get(json, "relayed_by_span"), source, &r.relayed_by) < 0) {
		raw_statement_release(&r);
		return err_set(err, ERR_REJECT,
			"not a statement with spans inside the text, in order, on letters' "
			"borders");
	}
	r.quoted = json_get_flag(json, "quoted");
	r.cue_class = xstrdup_null(json_get_text(json, "cue_class"));
	r.date = xstrdup_null(json_get_text(json, "date"));
	r.speaker_name = xstrdup_null(json_get_text(json_object_get(json, "speaker"), "name"));
	r.modality = modality_from_word(json_get_text(json, "modality"));
	double confidence = json_get_number(json, "confidence", 1.0);
	r.confidence = confidence > 0 && confidence <= 1 ? confidence : 1.0;
	*raw = r;
	return 0;
}
