#ifndef FEED_XML_H
#define FEED_XML_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct reader;

/* The attributes of one element, as libxml2 gives them; valid during the callback. Names and URIs
 * end with a NUL. */
struct xml_attributes {
	const unsigned char **raw; /* name, prefix, URI, value, end of value */
	size_t n;
	const unsigned char **namespaces; /* declared on it: prefix (may be NULL) and URI */
	size_t n_namespaces;
};

struct xml_attribute {
	const char *local, *prefix, *uri; /* prefix and uri may be NULL */
	const char *value; /* value_len bytes, no NUL */
	size_t value_len;
};

struct xml_attribute xml_attribute(const struct xml_attributes *atts, size_t i);
/* The first attribute of that local name (any namespace) as a copy, or NULL. The caller frees. */
char *xml_get(const struct xml_attributes *atts, const char *local);

/* Whether a tag has so many attributes that libxml2, which compares each with each, would take
 * long over it. The mending pass leaves the surplus out. */
bool xml_is_costly(const char *text, size_t len);

/*
 * Reads the UTF-8 document and tells the reader of each element and text. Strictly: stops at the
 * first fault, an entity reference that is not one of XML's five among them, and returns
 * ERR_REJECT with the fault and its line. Not strictly (for mended documents, which have no
 * DOCTYPE): goes on over faults. Nothing is ever fetched or expanded.
 */
int xml_read(const char *text, size_t len, bool strict, struct reader *reader, struct err *err);

#endif
