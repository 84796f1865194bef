#include "text/date_words.h"

#include "util/mem.h"

struct word {
	const char *text;
	int value;
};

/* Words that begin so; the first that fits counts. */
static const struct word months[] = {
	{"jan", 1},
	{"feb", 2},
	{"mar", 3},
	{"apr", 4},
	{"may", 5},
	{"jun", 6},
	{"jul", 7},
	{"aug", 8},
	{"sep", 9},
	{"oct", 10},
	{"nov", 11},
	{"dec", 12},
	/* de */
	{"mrz", 3},
	{"mai", 5},
	{"okt", 10},
	{"dez", 12},
	/* fr */
	{"fev", 2},
	{"avr", 4},
	{"juin", 6},
	{"juil", 7},
	{"aou", 8},
	/* es, pt, it */
	{"ene", 1},
	{"abr", 4},
	{"ago", 8},
	{"set", 9},
	{"out", 10},
	{"dic", 12},
	{"gen", 1},
	{"mag", 5},
	{"giu", 6},
	{"lug", 7},
	{"ott", 10},
	/* pl */
	{"sty", 1},
	{"lut", 2},
	{"kwi", 4},
	{"maj", 5},
	{"cze", 6},
	{"lip", 7},
	{"sie", 8},
	{"wrz", 9},
	{"paz", 10},
	{"lis", 11},
	{"gru", 12},
	/* uk */
	{"січ", 1},
	{"лют", 2},
	{"бер", 3},
	{"кві", 4},
	{"тра", 5},
	{"чер", 6},
	{"лип", 7},
	{"сер", 8},
	{"вер", 9},
	{"жов", 10},
	{"лис", 11},
	{"гру", 12},
	/* ru */
	{"янв", 1},
	{"фев", 2},
	{"мар", 3},
	{"апр", 4},
	{"мая", 5},
	{"май", 5},
	{"маи", 5},
	{"июн", 6},
	{"июл", 7},
	{"авг", 8},
	{"сен", 9},
	{"окт", 10},
	{"ноя", 11},
	{"дек", 12},
	/* nl, hu, el */
	{"mrt", 3},
	{"mei", 5},
	{"szep", 9},
	{"ιαν", 1},
	{"φεβ", 2},
	{"μαρ", 3},
	{"απρ", 4},
	{"μαι", 5},
	{"ιουν", 6},
	{"ιουλ", 7},
	{"αυγ", 8},
	{"σεπ", 9},
	{"οκτ", 10},
	{"νοε", 11},
	{"δεκ", 12},
};

/* Words that begin so; those of two letters must be the whole word. */
static const struct word weekdays[] = {
	{"sun", 0},
	{"mon", 1},
	{"tue", 2},
	{"wed", 3},
	{"thu", 4},
	{"fri", 5},
	{"sat", 6},
	/* de */
	{"so", 0},
	{"mo", 1},
	{"di", 2},
	{"mi", 3},
	{"do", 4},
	{"fr", 5},
	{"sa", 6},
	{"sonn", 0},
	{"dien", 2},
	{"mitt", 3},
	{"donn", 4},
	{"frei", 5},
	{"sams", 6},
	/* fr, es, it, pt */
	{"dim", 0},
	{"dom", 0},
	{"lun", 1},
	{"mardi", 2},
	{"marte", 2},
	{"mer", 3},
	{"mie", 3},
	{"jeu", 4},
	{"jue", 4},
	{"gio", 4},
	{"ven", 5},
	{"vie", 5},
	{"sam", 6},
	{"sab", 6},
	{"seg", 1},
	{"ter", 2},
	{"qua", 3},
	{"qui", 4},
	{"sex", 5},
	/* pl */
	{"nie", 0},
	{"pon", 1},
	{"wto", 2},
	{"wt", 2},
	{"sro", 3},
	{"sr", 3},
	{"czw", 4},
	{"pia", 5},
	{"pt", 5},
	{"sob", 6},
	/* uk, ru */
	{"нед", 0},
	{"вос", 0},
	{"нд", 0},
	{"вс", 0},
	{"пон", 1},
	{"пн", 1},
	{"вів", 2},
	{"вто", 2},
	{"вт", 2},
	{"серед", 3},
	{"сре", 3},
	{"ср", 3},
	{"чет", 4},
	{"чт", 4},
	{"п'ят", 5},
	{"пʼят", 5},
	{"п’ят", 5},
	{"пят", 5},
	{"пт", 5},
	{"суб", 6},
	{"сб", 6},
};

static const char *const fillers[] = {"of", "the", "at", "on", "st", "nd", "rd", "th", "t", "de",
	"del", "do", "a", "as", "las", "alle", "ore", "o", "e", "er", "le", "den", "der", "am",
	"um", "uhr", "h", "hs", "hrs", "feira", "godz", "godzina", "g", "r", "roku", "г", "года",
	"в", "р", "року", "о", "об", "у", "год", "dnia", "dia", "el", "ч", "heures", "to"};

/* Whole words; minutes east of Greenwich. Where a name means several zones, the one that feeds
 * use it for. */
static const struct word zones[] = {
	{"z", 0},
	{"gmt", 0},
	{"utc", 0},
	{"ut", 0},
	{"wet", 0},
	{"est", -300},
	{"edt", -240},
	{"cst", -360},
	{"cdt", -300},
	{"mst", -420},
	{"mdt", -360},
	{"pst", -480},
	{"pdt", -420},
	{"akst", -540},
	{"akdt", -480},
	{"hst", -600},
	{"hdt", -540},
	{"ast", -240},
	{"adt", -180},
	{"nst", -210},
	{"ndt", -150},
	{"brt", -180},
	{"brst", -120},
	{"art", -180},
	{"clt", -240},
	{"clst", -180},
	{"cot", -300},
	{"pet", -300},
	{"bst", 60},
	{"west", 60},
	{"cet", 60},
	{"met", 60},
	{"mez", 60},
	{"wat", 60},
	{"cest", 120},
	{"mest", 120},
	{"mesz", 120},
	{"eet", 120},
	{"cat", 120},
	{"sast", 120},
	{"eest", 180},
	{"msk", 180},
	{"мск", 180},
	{"idt", 180},
	{"trt", 180},
	{"eat", 180},
	{"msd", 240},
	{"gst", 240},
	{"pkt", 300},
	{"ist", 330},
	{"npt", 345},
	{"ict", 420},
	{"wib", 420},
	{"hkt", 480},
	{"sgt", 480},
	{"pht", 480},
	{"awst", 480},
	{"jst", 540},
	{"kst", 540},
	{"acst", 570},
	{"aest", 600},
	{"acdt", 630},
	{"aedt", 660},
	{"nzst", 720},
	{"nzdt", 780},
};

/* Hours west in winter. */
static const struct word us_zones[] = {{"at", 4}, {"et", 5}, {"ct", 6}, {"mt", 7}, {"pt", 8}};

static bool begins(const char *word, size_t len, const char *with)
{
	size_t n = strlen(with);
	return len >= n && memcmp(word, with, n) == 0;
}

static bool is(const char *word, size_t len, const char *other)
{
	return strlen(other) == len && memcmp(word, other, len) == 0;
}

int date_word_month(const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(months); i++)
		if (begins(word, len, months[i].text))
			return months[i].value;
	return 0;
}

/* Two letters, in ASCII or in Cyrillic. */
static bool is_short(const char *text)
{
	size_t n = strlen(text);
	return n == 2 || (n == 4 && (unsigned char)text[0] >= 0x80);
}

int date_word_weekday(const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(weekdays); i++) {
		const char *text = weekdays[i].text;
		if (is_short(text) ? is(word, len, text) : begins(word, len, text))
			return weekdays[i].value;
	}
	return -1;
}

bool date_word_zone(const char *word, size_t len, int *secs, int *us)
{
	*secs = *us = 0;
	for (size_t i = 0; i < ARRAY_SIZE(us_zones); i++) {
		if (is(word, len, us_zones[i].text)) {
			*us = us_zones[i].value;
			return true;
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(zones); i++) {
		if (is(word, len, zones[i].text)) {
			*secs = zones[i].value * 60;
			return true;
		}
	}
	return false;
}

bool date_word_filler(const char *word, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(fillers); i++)
		if (is(word, len, fillers[i]))
			return true;
	return false;
}
