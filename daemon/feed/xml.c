#include "feed/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#include "feed/reader.h"
#include "util/err.h"
#include "util/mem.h"

/* Attributes of one tag, namespaces included; the richest real root elements have about 40. */
#define ATTRIBUTES_MAX 100

struct run {
	struct reader *reader;
	xmlParserCtxtPtr ctxt;
	bool strict, failed;
	struct err *err;
};

struct xml_attribute xml_attribute(const struct xml_attributes *atts, size_t i)
{
	const unsigned char **a = atts->raw + i * 5;
	return (struct xml_attribute){
		.local = (const char *)a[0],
		.prefix = (const char *)a[1],
		.uri = (const char *)a[2],
		.value = (const char *)a[3],
		.value_len = (size_t)(a[4] - a[3]),
	};
}

char *xml_get(const struct xml_attributes *atts, const char *local)
{
	for (size_t i = 0; i < atts->n; i++) {
		struct xml_attribute a = xml_attribute(atts, i);
		if (strcmp(a.local, local) == 0)
			return xstrndup(a.value, a.value_len);
	}
	return NULL;
}

/* libxml2 gives an ampersand in a value as "&#38;", for a second reading that never comes here.
 * Such a value is a heap copy of the parser's, which may be written to. */
static void unescape(const unsigned char **attribute)
{
	const char *value = (const char *)attribute[3];
	size_t len = (size_t)(attribute[4] - attribute[3]), n = 0;
	if (!memchr(value, '&', len))
		return;
	char *to = (char *)(size_t)value;
	for (size_t i = 0; i < len; n++) {
		to[n] = value[i];
		i += len - i >= 5 && memcmp(value + i, "&#38;", 5) == 0 ? 5 : 1;
	}
	attribute[4] = attribute[3] + n;
}

static void on_start(void *arg, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
	int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
	const xmlChar **attributes)
{
	(void)n_defaulted;
	struct run *run = arg;
	struct xml_attributes atts = {
		attributes, (size_t)n_attributes, namespaces, (size_t)n_namespaces};
	for (size_t i = 0; i < atts.n; i++)
		unescape(attributes + i * 5);
	reader_start(
		run->reader, (const char *)local, (const char *)prefix, (const char *)uri, &atts);
}

static void on_end(void *arg, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
	(void)local;
	(void)prefix;
	(void)uri;
	reader_end(((struct run *)arg)->reader);
}

static void fail(struct run *run, int line, const char *why, size_t why_len)
{
	if (run->failed || !run->strict)
		return;
	run->failed = true;
	(void)err_set(run->err, ERR_REJECT, "line %d: %.*s", line, (int)why_len, why);
	xmlStopParser(run->ctxt);
}

/* One that holds the beginning of another was never closed and has eaten what lies between. */
static void on_cdata(void *arg, const xmlChar *text, int len)
{
	static const char mark[] = "<![CDATA[";
	static const char why[] = "CDATA inside CDATA";
	struct run *run = arg;
	if (run->strict && memmem(text, (size_t)len, mark, sizeof(mark) - 1))
		fail(run, xmlSAX2GetLineNumber(run->ctxt), why, sizeof(why) - 1);
	else
		reader_text(run->reader, (const char *)text, (size_t)len);
}

static void on_text(void *arg, const xmlChar *text, int len)
{
	reader_text(((struct run *)arg)->reader, (const char *)text, (size_t)len);
}

/* Entities that only a DTD knows are the mending pass's business: it bounds what they bring. */
static xmlEntityPtr on_entity(void *arg, const xmlChar *name)
{
	struct run *run = arg;
	char why[80] = "entity &";
	size_t len = strnlen((const char *)name, 32);
	memcpy(why + 8, name, len);
	memcpy(why + 8 + len, "; of no DTD", 12);
	fail(run, xmlSAX2GetLineNumber(run->ctxt), why, strlen(why));
	return NULL;
}

static void on_error(void *arg, xmlErrorPtr error)
{
	struct run *run = arg;
	if (error->level < XML_ERR_ERROR)
		return;
	if (error->domain == XML_FROM_NAMESPACE) {
		reader_fault(run->reader, error->line, error->message);
		return;
	}
	fail(run, error->line, error->message, strcspn(error->message, "\n"));
}

/* Past the tag at s[at], and whether it has too many equals signs outside of quotes. */
static size_t weigh_tag(const char *s, size_t len, size_t at, bool *costly)
{
	size_t n = 0;
	for (; at < len && s[at] != '>'; at++) {
		if (s[at] == '=') {
			n++;
		} else if (s[at] == '"' || s[at] == '\'') {
			const char *end = memchr(s + at + 1, s[at], len - at - 1);
			if (!end)
				break;
			at = (size_t)(end - s);
		}
	}
	*costly = n > ATTRIBUTES_MAX;
	return at;
}

bool xml_is_costly(const char *text, size_t len)
{
	bool costly = false;
	for (size_t at = 0; at < len && !costly;) {
		const char *open = memchr(text + at, '<', len - at);
		if (!open)
			break;
		at = (size_t)(open - text) + 1;
		const char *mark = NULL;
		if (len - at >= 8 && memcmp(open, "<![CDATA[", 9) == 0)
			mark = "]]>";
		else if (len - at >= 3 && memcmp(open, "<!--", 4) == 0)
			mark = "-->";
		if (mark) {
			const char *end = memmem(text + at, len - at, mark, 3);
			if (!end)
				break;
			at = (size_t)(end - text) + 3;
		} else {
			at = weigh_tag(text, len, at, &costly);
		}
	}
	return costly;
}

int xml_read(const char *text, size_t len, bool strict, struct reader *reader, struct err *err)
{
	struct run run = {.reader = reader, .strict = strict, .err = err};
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.ignorableWhitespace = on_text,
		.cdataBlock = on_cdata,
		.getEntity = on_entity,
		.serror = on_error,
	};
	xmlParserCtxtPtr ctxt = xmlCreateMemoryParserCtxt(text, (int)len);
	if (!ctxt)
		return err_set(err, ERR_REJECT, "line 1: the document is empty");
	xmlSAXHandlerPtr own = ctxt->sax;
	ctxt->sax = &sax;
	ctxt->userData = &run;
	run.ctxt = ctxt;
	/* A mended document has no entities and bounded depth, so that what HUGE lifts is only the
	 * limit of 10 MB on one text. */
	int options = XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOWARNING;
	if (!strict)
		options |= XML_PARSE_RECOVER | XML_PARSE_HUGE;
	(void)xmlCtxtUseOptions(ctxt, options);
	(void)xmlSwitchEncoding(ctxt, XML_CHAR_ENCODING_UTF8);
	(void)xmlParseDocument(ctxt);
	if (strict && !run.failed && !ctxt->wellFormed)
		(void)err_set(err, ERR_REJECT, "the XML is not well-formed");
	bool failed = strict && (run.failed || !ctxt->wellFormed);
	ctxt->sax = own;
	if (ctxt->myDoc) {
		xmlFreeDoc(ctxt->myDoc);
		ctxt->myDoc = NULL;
	}
	xmlFreeParserCtxt(ctxt);
	return failed ? ERR_REJECT : 0;
}
