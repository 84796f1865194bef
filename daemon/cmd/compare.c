#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <sysexits.h>

#include "claims/claims.h"
#include "claims/plugin.h"
#include "claims/proposition.h"
#include "cmd/cmd.h"
#include "compare/compare.h"
#include "compare/features.h"
#include "profile/profile.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/utf8.h"

/* A pair is two statements and an id; a line longer than this is no pair. */
#define PAIR_LINE_MAX KIB(256)

const char cmd_compare_help[] =
	"Reads one object a line:\n"
	"  "
	"{\"id\",\"earlier\":{\"speaker\",\"date\",\"text\"},\"later\":{\"speaker\",\"date\","
	"\"text\"}}\n"
	"and prints one a line, in order:\n"
	"  {\"id\",\"verdict\",\"kind\",\"score\",\"why\",\"evidence\":[...]}\n"
	"A statement as `gainsay claims` prints it may stand for either side.\n"
	"A line that is no pair is named on standard error, the rest is judged, and the exit "
	"status is "
	"65.\n\n"
	"  --features      print what the model sees in place of its verdict, for fitting\n"
	"  --profile DIR   the profile to use in place of the installed one\n";

struct judge {
	const struct profile *profile;
	struct plugin_set *plugins;
	bool features; /* print them in place of the verdict */
};

/*
 * Judges the words as given, frame and all: the propositions' own reading of the frame keeps the
 * verbs that say yes or no ("Kyiv turned down ..."), and spans are places in the input.
 */
static void as_given(const struct profile *profile, const char *text, struct statement *s)
{
	struct statement whole = {.date = s->date,
		.date_told = s->date_told,
		.quoted = s->quoted,
		.confidence = 1,
		.modality = MODALITY_ASSERTED};
	whole.text = xstrdup(text);
	whole.spans = xcalloc(1, sizeof(*whole.spans));
	whole.spans[0] = whole.span = (struct span){0, strlen(text)};
	whole.n_spans = 1;
	speaker_ref_copy(&whole.speaker, &s->speaker);
	statement_release(s);
	*s = whole;
	propositions_find(profile, s);
}

/* Whoever is stated and known to nobody is at least the same whenever he is stated alike. */
static void name_stated(const char *speaker, struct speaker_ref *ref)
{
	if (ref->id || !speaker || !*speaker)
		return;
	AUTOFREE char *folded = utf8_fold(speaker, strlen(speaker));
	ref->id = xasprintf(SPEAKER_STATED "%s", folded);
	if (!ref->name)
		ref->name = xstrdup(speaker);
}

static int read_side(const struct judge *judge, const json_t *pair, const char *key,
	struct statement *out, struct err *err)
{
	const json_t *o = json_object_get(pair, key);
	const char *text = json_get_text(o, "text"), *speaker = json_get_text(o, "speaker");
	const char *date = json_get_text(o, "date");
	if (!json_is_object(o))
		return err_set(err, ERR_REJECT, "\"%s\" is missing or no object", key);
	if (!text || !*text)
		return err_set(err, ERR_REJECT, "\"%s\" has no text", key);
	if (json_object_get(o, "spans")) /* a statement as `claims` prints it */
		return statement_from_json(o, out, err);
	int64_t when = date ? date_parse(date, NULL) : DATE_UNKNOWN;
	if (date && when == DATE_UNKNOWN)
		return err_set(err, ERR_REJECT, "\"%s\" has a date that is none: %.40s", key, date);
	claims_from_text(judge->plugins, judge->profile, speaker, when, text, out);
	name_stated(speaker, &out->speaker);
	as_given(judge->profile, text, out);
	return 0;
}

static json_t *features_json(const struct profile *profile, const struct statement *earlier,
	const struct statement *later)
{
	struct features f;
	json_t *o = json_object();
	features_read(profile, earlier, later, &f);
	for (int i = 0; i < FEATURES; i++)
		if (f.v[i] != 0)
			json_object_set_new(o, feature_name((enum feature)i), json_real(f.v[i]));
	return json_pack("{s:o,s:o,s:o}", "features", o, "earlier", statement_to_json(earlier),
		"later", statement_to_json(later));
}

static json_t *verdict_json(const struct profile *profile, const struct statement *earlier,
	const struct statement *later)
{
	struct comparison c CLEANUP(comparison_release) = {0};
	compare_pair(profile, earlier, later, &c);
	return comparison_to_json(&c);
}

static int judge_line(
	const struct judge *judge, const char *line, size_t len, struct buf *out, struct err *err)
{
	json_t *pair AUTOJSON = json_parse(line, len, err);
	struct statement earlier CLEANUP(statement_release) = {0};
	struct statement later CLEANUP(statement_release) = {0};
	if (!pair)
		return ERR_REJECT;
	if (!json_is_object(pair))
		return err_set(err, ERR_REJECT, "not an object");
	int result = read_side(judge, pair, "earlier", &earlier, err);
	if (result == 0)
		result = read_side(judge, pair, "later", &later, err);
	if (result < 0)
		return result;
	json_t *object AUTOJSON = json_object();
	json_t *id = json_object_get(pair, "id");
	json_object_set(object, "id", id ? id : json_null());
	json_t *rest AUTOJSON = judge->features ? features_json(judge->profile, &earlier, &later)
						: verdict_json(judge->profile, &earlier, &later);
	json_object_update(object, rest);
	return json_line(object, out);
}

/* Reads a line of any length and keeps at most PAIR_LINE_MAX of it; false at the end. */
static bool next_line(FILE *in, struct buf *line)
{
	int c = 0;
	buf_reset(line);
	line->cut = false;
	while ((c = getc_unlocked(in)) != EOF && c != '\n')
		(void)buf_putc(line, (char)c);
	return c != EOF || line->len > 0;
}

static bool is_blank(const struct buf *line)
{
	return strspn(buf_str(line), " \t\r") == line->len;
}

static int judge_all(const struct judge *judge, FILE *in, const char *name)
{
	struct buf line CLEANUP(buf_release) = BUF_INIT(PAIR_LINE_MAX);
	int status = EX_OK;
	for (unsigned long number = 1; next_line(in, &line); number++) {
		struct err err = ERR_INIT;
		struct buf out CLEANUP(buf_release) = BUF_INIT(MIB(1));
		if (is_blank(&line))
			continue;
		if (line.cut)
			(void)err_set(&err, ERR_REJECT, "longer than %zu bytes", PAIR_LINE_MAX);
		else if (judge_line(judge, line.data, line.len, &out, &err) == 0) {
			(void)fwrite(out.data, 1, out.len, stdout);
			continue;
		}
		(void)fprintf(stderr, "gainsay compare: %s:%lu: %s\n", name, number, err.text);
		status = EX_DATAERR;
	}
	if (ferror(in)) {
		(void)fprintf(
			stderr, "gainsay compare: cannot read %s: %s\n", name, strerror(errno));
		status = EX_NOINPUT;
	}
	return status;
}

int cmd_compare(const struct command *self, int argc, char **argv)
{
	bool features = false;
	const char *dir = NULL, *file = NULL;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--features") == 0) {
			features = true;
		} else if (strcmp(argv[i], "--profile") == 0) {
			if (++i == argc)
				return cmd_usage(self, "--profile needs a directory");
			dir = argv[i];
		} else if (argv[i][0] == '-' && argv[i][1]) {
			return cmd_usage(self, "unknown option %s", argv[i]);
		} else if (file) {
			return cmd_usage(self, "one file at most");
		} else {
			file = argv[i];
		}
	}
	struct profile *profile = cmd_profile(self, dir);
	if (!profile)
		return EX_CONFIG;
	struct err err = ERR_INIT;
	struct judge judge = {.profile = profile, .features = features};
	judge.plugins = plugin_set_default(profile, NULL, NULL, &err);
	int status = judge.plugins ? EX_OK : cmd_error(self, &err);
	bool piped = !file || strcmp(file, "-") == 0;
	FILE *in = piped ? stdin : fopen(file, "re");
	if (!in) {
		(void)fprintf(stderr, "gainsay compare: %s: %s\n", file, strerror(errno));
		status = EX_NOINPUT;
	}
	if (status == EX_OK)
		status = judge_all(&judge, in, piped ? "standard input" : file);
	if (in && !piped)
		(void)fclose(in);
	plugin_set_free(judge.plugins);
	profile_free(profile);
	if (fflush(stdout) != 0) {
		(void)fprintf(stderr, "gainsay compare: cannot write to standard output\n");
		return EX_IOERR;
	}
	return status;
}
