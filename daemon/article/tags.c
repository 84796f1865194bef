#include "article/tags.h"

#include <strings.h>

#include "util/mem.h"

static const struct {
	const char *name;
	unsigned int flags;
} tags[TAG_COUNT] = {
	[TAG_TEXT] = {"", 0},
	[TAG_OTHER] = {"", 0},
	[TAG_A] = {"a", TAG_FORMAT},
	[TAG_ABBR] = {"abbr", TAG_FORMAT},
	[TAG_ADDRESS] = {"address", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_ARTICLE] = {"article", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_ASIDE] = {"aside", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_AUDIO] = {"audio", TAG_BLOCK},
	[TAG_B] = {"b", TAG_FORMAT},
	[TAG_BASE] = {"base", TAG_VOID},
	[TAG_BIG] = {"big", TAG_FORMAT},
	[TAG_BLOCKQUOTE] = {"blockquote", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_BODY] = {"body", TAG_BLOCK},
	[TAG_BR] = {"br", TAG_VOID | TAG_BLOCK},
	[TAG_BUTTON] = {"button", 0},
	[TAG_CANVAS] = {"canvas", TAG_BLOCK | TAG_UNSEEN},
	[TAG_CAPTION] = {"caption", TAG_BLOCK},
	[TAG_CENTER] = {"center", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_CITE] = {"cite", TAG_FORMAT},
	[TAG_CODE] = {"code", TAG_FORMAT},
	[TAG_COL] = {"col", TAG_VOID},
	[TAG_DATALIST] = {"datalist", TAG_UNSEEN},
	[TAG_DD] = {"dd", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_DEL] = {"del", TAG_FORMAT},
	[TAG_DETAILS] = {"details", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_DIALOG] = {"dialog", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_DIR] = {"dir", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_DIV] = {"div", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_DL] = {"dl", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_DT] = {"dt", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_EM] = {"em", TAG_FORMAT},
	[TAG_EMBED] = {"embed", TAG_VOID},
	[TAG_FIELDSET] = {"fieldset", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_FIGCAPTION] = {"figcaption", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_FIGURE] = {"figure", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_FONT] = {"font", TAG_FORMAT},
	[TAG_FOOTER] = {"footer", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_FORM] = {"form", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_H1] = {"h1", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_H2] = {"h2", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_H3] = {"h3", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_H4] = {"h4", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_H5] = {"h5", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_H6] = {"h6", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_HEAD] = {"head", 0},
	[TAG_HEADER] = {"header", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_HGROUP] = {"hgroup", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_HR] = {"hr", TAG_VOID | TAG_BLOCK | TAG_CLOSES_P},
	[TAG_HTML] = {"html", 0},
	[TAG_I] = {"i", TAG_FORMAT},
	[TAG_IFRAME] = {"iframe", TAG_BLOCK | TAG_RAW | TAG_UNSEEN},
	[TAG_IMG] = {"img", TAG_VOID},
	[TAG_INPUT] = {"input", TAG_VOID},
	[TAG_LABEL] = {"label", TAG_FORMAT},
	[TAG_LI] = {"li", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_LINK] = {"link", TAG_VOID},
	[TAG_MAIN] = {"main", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_MAP] = {"map", 0},
	[TAG_MARK] = {"mark", TAG_FORMAT},
	[TAG_MENU] = {"menu", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_META] = {"meta", TAG_VOID},
	[TAG_NAV] = {"nav", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_NOBR] = {"nobr", TAG_FORMAT},
	[TAG_NOEMBED] = {"noembed", TAG_RAW | TAG_UNSEEN},
	[TAG_NOFRAMES] = {"noframes", TAG_RAW | TAG_UNSEEN},
	[TAG_NOSCRIPT] = {"noscript", TAG_RAW | TAG_UNSEEN},
	[TAG_OBJECT] = {"object", TAG_BLOCK},
	[TAG_OL] = {"ol", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_OPTION] = {"option", TAG_BLOCK},
	[TAG_P] = {"p", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_PARAM] = {"param", TAG_VOID},
	[TAG_PICTURE] = {"picture", 0},
	[TAG_PRE] = {"pre", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_Q] = {"q", TAG_FORMAT},
	[TAG_S] = {"s", TAG_FORMAT},
	[TAG_SCRIPT] = {"script", TAG_RAW | TAG_UNSEEN},
	[TAG_SEARCH] = {"search", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_SECTION] = {"section", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_SELECT] = {"select", TAG_BLOCK | TAG_UNSEEN},
	[TAG_SMALL] = {"small", TAG_FORMAT},
	[TAG_SOURCE] = {"source", TAG_VOID},
	[TAG_SPAN] = {"span", TAG_FORMAT},
	[TAG_STRIKE] = {"strike", TAG_FORMAT},
	[TAG_STRONG] = {"strong", TAG_FORMAT},
	[TAG_STYLE] = {"style", TAG_RAW | TAG_UNSEEN},
	[TAG_SUB] = {"sub", TAG_FORMAT},
	[TAG_SUMMARY] = {"summary", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_SUP] = {"sup", TAG_FORMAT},
	[TAG_SVG] = {"svg", TAG_UNSEEN},
	[TAG_TABLE] = {"table", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_TBODY] = {"tbody", TAG_BLOCK},
	[TAG_TD] = {"td", TAG_BLOCK},
	[TAG_TEMPLATE] = {"template", TAG_UNSEEN},
	[TAG_TEXTAREA] = {"textarea", TAG_BLOCK | TAG_RAW | TAG_UNSEEN},
	[TAG_TFOOT] = {"tfoot", TAG_BLOCK},
	[TAG_TH] = {"th", TAG_BLOCK},
	[TAG_THEAD] = {"thead", TAG_BLOCK},
	[TAG_TIME] = {"time", TAG_FORMAT},
	[TAG_TITLE] = {"title", TAG_RAW},
	[TAG_TR] = {"tr", TAG_BLOCK},
	[TAG_TRACK] = {"track", TAG_VOID},
	[TAG_TT] = {"tt", TAG_FORMAT},
	[TAG_U] = {"u", TAG_FORMAT},
	[TAG_UL] = {"ul", TAG_BLOCK | TAG_CLOSES_P},
	[TAG_VIDEO] = {"video", TAG_BLOCK},
	[TAG_WBR] = {"wbr", TAG_VOID},
	[TAG_XMP] = {"xmp", TAG_RAW},
};

static const char *const attrs[ATTR_COUNT] = {
	[ATTR_ARIA_HIDDEN] = "aria-hidden",
	[ATTR_ARIA_LABEL] = "aria-label",
	[ATTR_CLASS] = "class",
	[ATTR_CONTENT] = "content",
	[ATTR_DATA_COMPONENT] = "data-component",
	[ATTR_DATA_QA] = "data-qa",
	[ATTR_DATA_TESTID] = "data-testid",
	[ATTR_DATA_TYPE] = "data-type",
	[ATTR_DATETIME] = "datetime",
	[ATTR_DIR] = "dir",
	[ATTR_HIDDEN] = "hidden",
	[ATTR_HREF] = "href",
	[ATTR_HTTP_EQUIV] = "http-equiv",
	[ATTR_ID] = "id",
	[ATTR_ITEMPROP] = "itemprop",
	[ATTR_ITEMSCOPE] = "itemscope",
	[ATTR_ITEMTYPE] = "itemtype",
	[ATTR_LANG] = "lang",
	[ATTR_NAME] = "name",
	[ATTR_PROPERTY] = "property",
	[ATTR_REL] = "rel",
	[ATTR_ROLE] = "role",
	[ATTR_STYLE] = "style",
	[ATTR_TITLE] = "title",
	[ATTR_TYPE] = "type",
};

/* Order of two names, either case, as strcmp; the first may hold a NUL. */
static int order(const char *name, size_t len, const char *row)
{
	size_t both = strnlen(row, len);
	int by = strncasecmp(name, row, both);
	if (by != 0)
		return by;
	if (both < len)
		return 1;
	return row[len] ? -1 : 0;
}

enum tag tag_find(const char *name, size_t len)
{
	size_t low = TAG_OTHER + 1, high = TAG_COUNT;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int by = order(name, len, tags[mid].name);
		if (by == 0)
			return (enum tag)mid;
		if (by < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return TAG_OTHER;
}

unsigned int tag_flags(enum tag tag)
{
	return tags[tag].flags;
}

enum attr attr_find(const char *name, size_t len)
{
	size_t low = 0, high = ATTR_COUNT;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int by = order(name, len, attrs[mid]);
		if (by == 0)
			return (enum attr)mid;
		if (by < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return ATTR_COUNT;
}

const char *attr_name(enum attr attr)
{
	return attrs[attr];
}
