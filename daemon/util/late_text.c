/* Libraries that read documents and their characters. */
#include <libstemmer.h>
#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <uchardet.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <uniwidth.h>

#include "util/late.h"
#include "util/late_private.h"

struct late_library late_xml2 = {LATE_XML2};
struct late_library late_uchardet = {LATE_UCHARDET};
struct late_library late_unistring = {LATE_UNISTRING};
struct late_library late_stemmer = {LATE_STEMMER};

#define XML(type, name, parameters, arguments) LATE(late_xml2, type, name, parameters, arguments)
XML(htmlDocPtr, htmlCtxtReadMemory,
	(htmlParserCtxtPtr c, const char *s, int n, const char *url, const char *enc, int o),
	(c, s, n, url, enc, o))
XML(const htmlEntityDesc *, htmlEntityLookup, (const xmlChar *name), (name))
XML(void, htmlFreeParserCtxt, (htmlParserCtxtPtr c), (c))
XML(htmlParserCtxtPtr, htmlNewParserCtxt, (void), ())
XML(htmlDocPtr, htmlReadMemory, (const char *s, int n, const char *url, const char *enc, int o),
	(s, n, url, enc, o))
XML(xmlParserCtxtPtr, xmlCreateMemoryParserCtxt, (const char *s, int n), (s, n))
XML(int, xmlCtxtUseOptions, (xmlParserCtxtPtr c, int o), (c, o))
XML(xmlNodePtr, xmlDocGetRootElement, (const xmlDoc *doc), (doc))
XML(void, xmlFreeDoc, (xmlDocPtr doc), (doc))
XML(void, xmlFreeParserCtxt, (xmlParserCtxtPtr c), (c))
XML(int, xmlParseDocument, (xmlParserCtxtPtr c), (c))
XML(xmlDocPtr, xmlReadMemory, (const char *s, int n, const char *url, const char *enc, int o),
	(s, n, url, enc, o))
XML(int, xmlSAX2GetLineNumber, (void *c), (c))
XML(void, xmlStopParser, (xmlParserCtxtPtr c), (c))
XML(int, xmlSwitchEncoding, (xmlParserCtxtPtr c, xmlCharEncoding enc), (c, enc))

const char *late_xml_version(void)
{
	const char *const *(*version)(void);
	LATE_FIND(late_xml2, version, "__xmlParserVersion");
	return *version();
}

LATE(late_uchardet, uchardet_t, uchardet_new, (void), ())
LATE(late_uchardet, void, uchardet_delete, (uchardet_t ud), (ud))
LATE(late_uchardet, int, uchardet_handle_data, (uchardet_t ud, const char *s, size_t n), (ud, s, n))
LATE(late_uchardet, void, uchardet_data_end, (uchardet_t ud), (ud))
LATE(late_uchardet, const char *, uchardet_get_charset, (uchardet_t ud), (ud))

LATE(late_unistring, void, u8_grapheme_breaks, (const uint8_t *s, size_t n, char *p), (s, n, p))
LATE(late_unistring, int, u8_width, (const uint8_t *s, size_t n, const char *enc), (s, n, enc))
LATE(late_unistring, bool, uc_is_general_category_withtable, (ucs4_t uc, uint32_t mask), (uc, mask))
LATE(late_unistring, bool, uc_is_property_white_space, (ucs4_t uc), (uc))
LATE(late_unistring, ucs4_t, uc_tolower, (ucs4_t uc), (uc))
LATE(late_unistring, uint32_t *, u32_normalize,
	(uninorm_t form, const uint32_t *s, size_t n, uint32_t *to, size_t *to_len),
	(form, s, n, to, to_len))

const void *late_nfkd(void)
{
	static const void *form;
	if (!form)
		form = late_find(&late_unistring, "uninorm_nfkd");
	return form;
}

LATE(late_stemmer, struct sb_stemmer *, sb_stemmer_new, (const char *name, const char *enc),
	(name, enc))
LATE(late_stemmer, void, sb_stemmer_delete, (struct sb_stemmer * s), (s))
LATE(late_stemmer, const sb_symbol *, sb_stemmer_stem,
	(struct sb_stemmer * s, const sb_symbol *word, int size), (s, word, size))
LATE(late_stemmer, int, sb_stemmer_length, (struct sb_stemmer * s), (s))
