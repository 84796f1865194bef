#ifndef ARTICLE_TAGS_H
#define ARTICLE_TAGS_H

#include <stddef.h>
#include <stdint.h>

/* The HTML elements and attributes that the article folder knows by name. */

enum tag {
	TAG_TEXT, /* a text node */
	TAG_OTHER, /* an element without a row in the table */
	TAG_A,
	TAG_ABBR,
	TAG_ADDRESS,
	TAG_ARTICLE,
	TAG_ASIDE,
	TAG_AUDIO,
	TAG_B,
	TAG_BASE,
	TAG_BIG,
	TAG_BLOCKQUOTE,
	TAG_BODY,
	TAG_BR,
	TAG_BUTTON,
	TAG_CANVAS,
	TAG_CAPTION,
	TAG_CENTER,
	TAG_CITE,
	TAG_CODE,
	TAG_COL,
	TAG_DATALIST,
	TAG_DD,
	TAG_DEL,
	TAG_DETAILS,
	TAG_DIALOG,
	TAG_DIR,
	TAG_DIV,
	TAG_DL,
	TAG_DT,
	TAG_EM,
	TAG_EMBED,
	TAG_FIELDSET,
	TAG_FIGCAPTION,
	TAG_FIGURE,
	TAG_FONT,
	TAG_FOOTER,
	TAG_FORM,
	TAG_H1,
	TAG_H2,
	TAG_H3,
	TAG_H4,
	TAG_H5,
	TAG_H6,
	TAG_HEAD,
	TAG_HEADER,
	TAG_HGROUP,
	TAG_HR,
	TAG_HTML,
	TAG_I,
	TAG_IFRAME,
	TAG_IMG,
	TAG_INPUT,
	TAG_LABEL,
	TAG_LI,
	TAG_LINK,
	TAG_MAIN,
	TAG_MAP,
	TAG_MARK,
	TAG_MENU,
	TAG_META,
	TAG_NAV,
	TAG_NOBR,
	TAG_NOEMBED,
	TAG_NOFRAMES,
	TAG_NOSCRIPT,
	TAG_OBJECT,
	TAG_OL,
	TAG_OPTION,
	TAG_P,
	TAG_PARAM,
	TAG_PICTURE,
	TAG_PRE,
	TAG_Q,
	TAG_S,
	TAG_SCRIPT,
	TAG_SEARCH,
	TAG_SECTION,
	TAG_SELECT,
	TAG_SMALL,
	TAG_SOURCE,
	TAG_SPAN,
	TAG_STRIKE,
	TAG_STRONG,
	TAG_STYLE,
	TAG_SUB,
	TAG_SUMMARY,
	TAG_SUP,
	TAG_SVG,
	TAG_TABLE,
	TAG_TBODY,
	TAG_TD,
	TAG_TEMPLATE,
	TAG_TEXTAREA,
	TAG_TFOOT,
	TAG_TH,
	TAG_THEAD,
	TAG_TIME,
	TAG_TITLE,
	TAG_TR,
	TAG_TRACK,
	TAG_TT,
	TAG_U,
	TAG_UL,
	TAG_VIDEO,
	TAG_WBR,
	TAG_XMP,
	TAG_COUNT
};

#define TAG_VOID     1u /* has no end tag */
#define TAG_BLOCK    2u /* begins and ends a paragraph of text */
#define TAG_CLOSES_P 4u /* its start tag ends an open p */
#define TAG_FORMAT   8u /* formatting: an unmatched end tag may not close blocks */
#define TAG_RAW      16u /* its content is text without markup */
#define TAG_UNSEEN   32u /* a browser with scripts shows nothing of its content */

/* The element of a name in any case; TAG_OTHER if the table has none. */
enum tag tag_find(const char *name, size_t len);
unsigned int tag_flags(enum tag tag);

enum attr {
	ATTR_ARIA_HIDDEN,
	ATTR_ARIA_LABEL,
	ATTR_CLASS,
	ATTR_CONTENT,
	ATTR_DATA_COMPONENT,
	ATTR_DATA_QA,
	ATTR_DATA_TESTID,
	ATTR_DATA_TYPE,
	ATTR_DATETIME,
	ATTR_DIR,
	ATTR_HIDDEN,
	ATTR_HREF,
	ATTR_HTTP_EQUIV,
	ATTR_ID,
	ATTR_ITEMPROP,
	ATTR_ITEMSCOPE,
	ATTR_ITEMTYPE,
	ATTR_LANG,
	ATTR_NAME,
	ATTR_PROPERTY,
	ATTR_REL,
	ATTR_ROLE,
	ATTR_STYLE,
	ATTR_TITLE,
	ATTR_TYPE,
	ATTR_COUNT
};

/* The attribute of a name in any case; ATTR_COUNT for one nobody reads. */
enum attr attr_find(const char *name, size_t len);
const char *attr_name(enum attr attr);

#endif
