/* The profile's files as bytes, and a text looked through with what they made. The input is four
 * parts with "\n===\n" between: sides, speakers, relevance, text. */
#include <stdint.h>

#include "claims/claims.h"
#include "claims/speaker.h"
#include "profile/profile_private.h"
#include "profile/relevance.h"
#include "profile/speakers.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/utf8.h"
#include "util/yaml.h"

#define PARTS      4
#define MARK       "\n===\n"
#define ASK_EVERY  7
#define ASK_LENGTH 40
#define TEXT_MAX   (1 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const struct profile *profile, const struct buf *text)
{
	const struct claims_source source = {
		.text = buf_str(text), .len = text->len, .language = "en"};
	struct speaker_scan *scan = speaker_scan_new(profile, &source);
	for (size_t i = 0; i < text->len; i += ASK_EVERY) {
		size_t end = i + ASK_LENGTH < text->len ? i + ASK_LENGTH : text->len;
		const struct raw_statement raw = {
			.speaker = {utf8_floor(text->data, i), utf8_floor(text->data, end)}};
		struct speaker_ref speaker, relayed;
		speaker_resolve(scan, &raw, 0, &speaker, &relayed);
		speaker_ref_release(&speaker);
		speaker_ref_release(&relayed);
	}
	speaker_scan_free(scan);
	struct speaker_ref ref;
	speaker_from_name(profile, buf_str(text), DATE_UNKNOWN, &ref);
	speaker_ref_release(&ref);
	(void)claims_relevant_entry(profile, buf_str(text), NULL);
	(void)claims_relevant_text(profile, NULL, buf_str(text), text->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *parts[PARTS] = {NULL};
	size_t lens[PARTS] = {0};
	const char *at = (const char *)data, *end = at + size;
	for (size_t i = 0; i < PARTS; i++) {
		const char *mark = at < end ? memmem(at, (size_t)(end - at), MARK, strlen(MARK))
					    : NULL;
		parts[i] = at;
		lens[i] = (size_t)((mark ? mark : end) - at);
		at = mark ? mark + strlen(MARK) : end;
	}
	struct faults faults = {0};
	struct yaml_doc *sides = yaml_load("sides", parts[0], lens[0], &faults);
	struct yaml_doc *people = yaml_load("speakers", parts[1], lens[1], &faults);
	struct yaml_doc *terms = yaml_load("relevance", parts[2], lens[2], &faults);
	struct profile profile = {.speakers = speakers_read(sides, people, &faults)};
	profile.relevance = terms ? relevance_read(terms, &faults) : relevance_load("", &faults);
	struct buf text CLEANUP(buf_release) = BUF_INIT(TEXT_MAX);
	(void)utf8_repair(parts[3], lens[3], &text);
	ask(&profile, &text);
	speakers_free(profile.speakers);
	relevance_free(profile.relevance);
	yaml_doc_free(terms);
	yaml_doc_free(people);
	yaml_doc_free(sides);
	faults_release(&faults);
	return 0;
}
