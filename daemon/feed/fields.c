#include "feed/fields.h"

#include <errno.h>
#include <strings.h>

#include "feed/atom.h"
#include "feed/html.h"
#include "feed/reader.h"
#include "feed/rss.h"
#include "text/date.h"
#include "util/mem.h"
#include "util/url.h"

/* Of authors, categories and enclosures of one entry, each; real entries have a few dozen. */
#define LIST_MAX 1000

/* How good a source is; the better one wins whatever the order. */
enum rank { RANK_NONE, RANK_SPARE, RANK_WEAK, RANK_FAIR, RANK_OWN };

static bool list_full(struct reader *r, size_t n, const char *what)
{
	if (n < LIST_MAX)
		return false;
	if (!r->list_full)
		notes_add(r->notes, "more than %d %s in one entry: the rest is left out", LIST_MAX,
			what);
	r->list_full = true;
	return true;
}

void field_add_enclosure(struct reader *reader, struct feed_enclosure enclosure)
{
	struct feed_entry *e = reader_entry(reader);
	bool take = e && enclosure.url && !list_full(reader, e->n_enclosures, "enclosures");
	for (size_t i = 0; take && i < e->n_enclosures; i++)
		take = strcmp(e->enclosures[i].url, enclosure.url) != 0;
	if (!take) {
		free(enclosure.url);
		free(enclosure.type);
		return;
	}
	e->enclosures = xrealloc(e->enclosures, (e->n_enclosures + 1) * sizeof(*e->enclosures));
	e->enclosures[e->n_enclosures++] = enclosure;
}

void field_add_category(struct reader *reader, char *category)
{
	struct feed_entry *e = reader_entry(reader);
	if (!e || !category || list_full(reader, e->n_categories, "categories")) {
		free(category);
		return;
	}
	e->categories = xrealloc(e->categories, (e->n_categories + 1) * sizeof(*e->categories));
	e->categories[e->n_categories++] = category;
}

static bool same_person(const struct feed_person *a, const struct feed_person *b)
{
	if (a->name && b->name)
		return strcmp(a->name, b->name) == 0;
	return a->email && b->email && strcasecmp(a->email, b->email) == 0;
}

void field_add_author(struct reader *reader, struct feed_person person)
{
	struct feed_entry *e = reader_entry(reader);
	bool take = e && (person.name || person.email || person.uri) &&
		    !list_full(reader, e->n_authors, "authors");
	for (size_t i = 0; take && i < e->n_authors; i++)
		take = !same_person(&e->authors[i], &person);
	if (!take) {
		free(person.name);
		free(person.email);
		free(person.uri);
		return;
	}
	e->authors = xrealloc(e->authors, (e->n_authors + 1) * sizeof(*e->authors));
	e->authors[e->n_authors++] = person;
}

static void set_date(struct reader *r, int64_t *field, unsigned char *rank, enum rank new_rank)
{
	AUTOFREE char *text = reader_value(r);
	if (!text || !reader_entry(r))
		return;
	int64_t time = date_parse(text, NULL);
	if (time == DATE_UNKNOWN) {
		notes_add(r->notes, "entry %zu: the date \"%.80s\" is not understood",
			r->feed->n_entries, text);
		return;
	}
	if (*field != DATE_UNKNOWN && new_rank < *rank)
		return;
	*field = time;
	*rank = (unsigned char)new_rank;
}

static void set_title(struct reader *r, enum rank rank)
{
	struct feed_entry *e = reader_entry(r);
	reader_set(e ? &e->title : &r->feed->title, &reader_draft(r)->title, (unsigned char)rank,
		false, reader_plain(r, r->family != FAMILY_ATOM));
}

static void set_html(struct reader *r, enum feed_key key)
{
	struct feed_entry *e = reader_entry(r);
	struct draft *d = reader_draft(r);
	if (!e)
		return;
	switch (key) {
	case KEY_DESCRIPTION:
	case KEY_SUMMARY:
		reader_set(&e->summary, &d->summary, RANK_OWN, false, reader_html(r));
		break;
	case KEY_SUMMARY_SPARE:
		reader_set(&e->summary, &d->summary, RANK_SPARE, false, reader_html(r));
		break;
	case KEY_ENCODED:
	case KEY_CONTENT:
		reader_set(&e->content, &d->content, RANK_OWN, false, reader_html(r));
		break;
	default:
		reader_set(&e->content, &d->content, RANK_FAIR, false, reader_html(r));
	}
}

static void set_id(struct reader *r, enum rank rank, bool atom)
{
	struct feed_entry *e = reader_entry(r);
	if (!e)
		return;
	char *id = reader_value(r);
	if (id && atom && *id == '/') { /* Atom's is an absolute address: RFC 4287, 4.2.6 */
		char *full = reader_resolve(r, id, strlen(id));
		free(id);
		id = full;
	}
	if (id &&
		rank == RANK_OWN) /* where an entry has no link, its address may be all there is */
		reader_draft(r)->permalink = true;
	reader_set(&e->id, &reader_draft(r)->id, (unsigned char)rank, false, id);
}

static void set_category(struct reader *r)
{
	char *category;
	if (r->value)
		category = html_squeeze(r->value, strlen(r->value));
	else
		category = html_squeeze(buf_str(&r->text), r->text.len);
	if (!*category) {
		free(category);
		category = NULL;
	}
	field_add_category(r, category);
}

static void set_enclosure(struct reader *r)
{
	if (!r->value || !*r->value)
		return;
	field_add_enclosure(r, (struct feed_enclosure){
				       .url = reader_resolve(r, r->value, strlen(r->value)),
				       .type = xstrdup_null(r->type),
				       .length = rss_length(r->length),
			       });
}

void field_end(struct reader *reader, enum feed_key key)
{
	struct reader *r = reader;
	struct feed_entry *e = reader_entry(r);
	struct draft *d = reader_draft(r);
	int64_t none = DATE_UNKNOWN;
	int64_t *published = e ? &e->published : &none, *updated = e ? &e->updated : &none;
	switch (key) {
	case KEY_TITLE:
		set_title(r, RANK_OWN);
		break;
	case KEY_TITLE_SPARE:
		set_title(r, RANK_SPARE);
		break;
	case KEY_LINK:
		atom_link(r);
		break;
	case KEY_ID:
		set_id(r, RANK_OWN, true);
		break;
	case KEY_ID_SPARE:
		set_id(r, RANK_SPARE, false);
		break;
	case KEY_GUID:
		set_id(r, RANK_OWN, false);
		d->permalink = !r->value || strcasecmp(r->value, "false") != 0;
		break;
	case KEY_DESCRIPTION:
	case KEY_SUMMARY:
	case KEY_SUMMARY_SPARE:
	case KEY_CONTENT:
	case KEY_ENCODED:
	case KEY_BODY:
	case KEY_FULLTEXT:
		set_html(r, key);
		break;
	case KEY_PUBLISHED:
		set_date(r, published, &d->published, RANK_OWN);
		break;
	case KEY_PUBLISHED_SPARE:
		set_date(r, published, &d->published, RANK_FAIR);
		break;
	case KEY_DATE:
		set_date(r, published, &d->published, RANK_WEAK);
		break;
	case KEY_CREATED:
		set_date(r, published, &d->published, RANK_SPARE);
		break;
	case KEY_UPDATED:
		set_date(r, updated, &d->updated, RANK_OWN);
		break;
	case KEY_UPDATED_SPARE:
		set_date(r, updated, &d->updated, RANK_FAIR);
		break;
	case KEY_CATEGORY:
		set_category(r);
		break;
	case KEY_ENCLOSURE:
		set_enclosure(r);
		break;
	case KEY_AUTHOR:
	case KEY_CREATOR:
	case KEY_NAME:
	case KEY_EMAIL:
	case KEY_URI:
		atom_person(r, key);
		break;
	default:
		if (!e)
			rss_channel_field(r, key);
	}
}

void field_finish(struct reader *reader)
{
	if (reader->faults > FAULTS_TOLD)
		notes_add(reader->notes, "%zu more faults of namespaces",
			reader->faults - FAULTS_TOLD);
	if (reader->feed->ttl_secs < 0 && reader->period_secs > 0)
		reader->feed->ttl_secs = reader->period_secs / reader->frequency;
	for (size_t i = 0; i < reader->feed->n_entries; i++) {
		struct feed_entry *e = &reader->feed->entries[i];
		if (!e->url && e->id && reader->drafts[i].permalink && url_is_http(e->id))
			e->url = xstrdup(e->id);
	}
}
