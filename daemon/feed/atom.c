#include "feed/atom.h"

#include <stdio.h>
#include <strings.h>

#include "feed/fields.h"
#include "feed/html.h"
#include "feed/rss.h"
#include "feed/xml.h"
#include "util/mem.h"

void atom_format(struct feed *feed, const char *uri, const char *version)
{
	const char *format = "atom";
	if (uri && strcasestr(uri, "w3.org/2005/Atom"))
		format = "atom10";
	else if ((uri && strcasestr(uri, "purl.org/atom/")) ||
		 (version && strcmp(version, "0.3") == 0))
		format = "atom03";
	else if (version && strcmp(version, "1.0") == 0)
		format = "atom10";
	(void)snprintf(feed->format, sizeof(feed->format), "%s", format);
}

static bool ends(const char *s, const char *with)
{
	size_t n = strlen(s), m = strlen(with);
	return n >= m && strcasecmp(s + n - m, with) == 0;
}

static enum text_kind default_kind(enum feed_key key, enum feed_space space, bool atom)
{
	if (key == KEY_BODY && space == SPACE_XHTML)
		return TEXT_MARKUP;
	return atom ? TEXT_PLAIN : TEXT_HTML;
}

enum text_kind atom_text_kind(
	const struct xml_attributes *atts, enum feed_key key, enum feed_space space, bool atom)
{
	AUTOFREE char *type = xml_get(atts, "type");
	AUTOFREE char *mode = xml_get(atts, "mode");
	if (mode && strcasecmp(mode, "base64") == 0)
		return TEXT_BASE64;
	if (!type || !*type) {
		if (mode && strcasecmp(mode, "escaped") == 0)
			return TEXT_HTML;
		return default_kind(key, space, atom);
	}
	type[strcspn(type, "; ")] = '\0';
	if (strcasecmp(type, "xhtml") == 0 || ends(type, "+xml") || ends(type, "/xml") ||
		(mode && strcasecmp(mode, "xml") == 0 && ends(type, "html")))
		return TEXT_MARKUP;
	if (ends(type, "html"))
		return TEXT_HTML_ONLY;
	if (strcasecmp(type, "text") == 0 || strncasecmp(type, "text/", 5) == 0 ||
		strcasecmp(type, "plain") == 0)
		return TEXT_PLAIN;
	return atom && strchr(type, '/') ? TEXT_BASE64 : default_kind(key, space, atom);
}

static bool is_page(const char *type)
{
	return !type || !*type || ends(type, "html") || ends(type, "xhtml+xml");
}

void atom_link(struct reader *reader)
{
	struct reader *r = reader;
	const char *rel = r->rel && *r->rel ? r->rel : "alternate";
	AUTOFREE char *text = reader_value(r);
	const char *ref = r->value ? r->value : text;
	if (!ref)
		return;
	static const char registry[] = "http://www.iana.org/assignments/relation/";
	if (strncasecmp(rel, registry, strlen(registry)) == 0)
		rel += strlen(registry);
	if (strcasecmp(rel, "enclosure") == 0) {
		if (r->value)
			field_add_enclosure(r, (struct feed_enclosure){
						       .url = reader_resolve(r, ref, strlen(ref)),
						       .type = xstrdup_null(r->type),
						       .length = rss_length(r->length),
					       });
		return;
	}
	bool rss = r->family != FAMILY_ATOM;
	if (strcasecmp(rel, "alternate") != 0 && !(rss && !r->value))
		return;
	/* in RSS the plain element is the link, and one of Atom a spare */
	unsigned char rank = is_page(r->type) ? 3 : 2;
	if (rss)
		rank = r->value ? 1 : 4;
	struct feed_entry *e = reader_entry(r);
	reader_set(e ? &e->url : &r->feed->link, &reader_draft(r)->link, rank, false,
		reader_resolve(r, ref, strlen(ref)));
}

static void set_part(char **part, char *value)
{
	free(*part);
	*part = value;
}

void atom_person(struct reader *reader, enum feed_key key)
{
	struct reader *r = reader;
	switch (key) {
	case KEY_NAME:
		set_part(&r->person.name, html_squeeze(buf_str(&r->text), r->text.len));
		break;
	case KEY_EMAIL:
		set_part(&r->person.email, reader_value(r));
		break;
	case KEY_URI: {
		AUTOFREE char *value = reader_value(r);
		if (value)
			set_part(&r->person.uri, reader_resolve(r, value, strlen(value)));
		break;
	}
	case KEY_CREATOR:
		field_add_author(r, rss_person(buf_str(&r->text), r->text.len));
		break;
	default: {
		struct feed_person person = r->person;
		r->person = (struct feed_person){0};
		if (!person.name && !person.email && !person.uri)
			person = rss_person(buf_str(&r->person_text), r->person_text.len);
		field_add_author(r, person);
	}
	}
}
