#include "claims/speaker.h"

#include "util/mem.h"
#include "util/utf8.h"

struct speaker_scan {
	const struct claims_source *source;
};

struct speaker_scan *speaker_scan_new(
	const struct profile *profile, const struct claims_source *source)
{
	(void)profile;
	struct speaker_scan *scan = xcalloc(1, sizeof(*scan));
	scan->source = source;
	return scan;
}

void speaker_scan_free(struct speaker_scan *scan)
{
	free(scan);
}

/* The mention as written: "person:" and its folded words. */
static void name_mention(const struct claims_source *source, const struct span *at,
	const char *known, struct speaker_ref *ref)
{
	*ref = (struct speaker_ref){0};
	if (!known && at->begin == at->end)
		return;
	ref->name = known ? xstrdup(known)
			  : utf8_squeeze(source->text + at->begin, at->end - at->begin);
	AUTOFREE char *folded = utf8_fold(ref->name, strlen(ref->name));
	ref->id = xasprintf("person:%s", folded);
}

void speaker_resolve(struct speaker_scan *scan, const struct raw_statement *raw, int64_t date,
	struct speaker_ref *speaker, struct speaker_ref *relayed_by)
{
	(void)date;
	name_mention(scan->source, &raw->speaker, raw->speaker_name, speaker);
	name_mention(scan->source, &raw->relayed_by, NULL, relayed_by);
}
