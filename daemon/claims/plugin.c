#include "claims/plugin.h"

#include <assert.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdalign.h>
#include <sys/stat.h>
#include <unistd.h>

#include "profile/profile.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/json.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/strmap.h"
#include "util/utf8.h"

#ifndef PLUGIN_INSTALLED_DIR
#define PLUGIN_INSTALLED_DIR "/usr/lib/gainsay/plugins"
#endif
/* A plugin's settings struct: a few dozen rows, not a buffer. */
#define SETTINGS_SIZE_MAX KIB(64)
/* Rows of an option table; one without its closing row must not be walked for ever. */
#define OPTIONS_MAX 256
#define SPANS_MAX   1000 /* pieces of one statement */

static_assert((int)GAINSAY_TAKES_QUOTE == (int)VERB_TAKES_QUOTE &&
		      (int)GAINSAY_TAKES_WHETHER == (int)VERB_TAKES_WHETHER &&
		      (int)GAINSAY_IS_SILENCE == (int)VERB_IS_SILENCE,
	"the profile's and the interface's sets are one");
static_assert((int)GAINSAY_EXPECTED == (int)MODALITY_EXPECTED, "modalities are one");

struct instance {
	char *name;
	void *object; /* dlopen's */
	const struct gainsay_plugin *plugin; /* inside object */
	void *settings; /* texts in it are owned by texts */
	char **texts;
	size_t n_texts, texts_cap;
	void *state; /* the plugin's */
};

struct plugin_set {
	struct gainsay_host host; /* first: a plugin hands it back */
	const struct profile *profile;
	char *dir;
	plugin_log log;
	struct gainsay_verb *verbs;
	struct strmap names; /* folded name or alias to index of ids */
	const char **ids;
	size_t n_ids, ids_cap;
	struct instance *items;
	size_t n, cap;
	const char *running; /* the name in log lines */
};

struct gainsay_out {
	const struct claims_source *source;
	struct raw_statements *list;
};

static struct plugin_set *set_of(const struct gainsay_host *host)
{
	/* The host is the set's first member and the set is never const itself. */
	return (struct plugin_set *)(uintptr_t)host;
}

static void host_log(const struct gainsay_host *host, enum gainsay_log level, const char *text)
{
	const struct plugin_set *set = set_of(host);
	if (set->log && text)
		set->log(level, set->running ? set->running : "", text);
}

static const char *host_speaker(const struct gainsay_host *host, const char *phrase, size_t len)
{
	const struct plugin_set *set = set_of(host);
	if (!phrase || len > LOG_VALUE_MAX)
		return NULL;
	AUTOFREE char *folded = utf8_fold(phrase, len);
	AUTOFREE char *key = utf8_squeeze(folded, strlen(folded));
	uint32_t i = strmap_get(&set->names, key, strlen(key));
	if (i != STRMAP_NONE)
		return set->ids[i];
	/* another spelling, or a surname that one person bears */
	struct profile_name_key name;
	const struct profile_speaker *found[2];
	profile_name_key(set->profile, phrase, len, &name);
	return name.family[0] && profile_speakers_alike(set->profile, &name, found, 2) == 1
		       ? found[0]->id
		       : NULL;
}

static int span_fits(const struct claims_source *source, const struct gainsay_span *span)
{
	return span->begin <= span->end && span->end <= source->len &&
	       (span->begin == source->len || utf8_is_start(source->text[span->begin])) &&
	       (span->end == source->len || utf8_is_start(source->text[span->end]));
}

static struct span to_span(const struct gainsay_span *span)
{
	return (struct span){span->begin, span->end};
}

static enum gainsay_result host_emit(struct gainsay_out *out, const struct gainsay_statement *s)
{
	struct raw_statements *list = out->list;
	if (!s || !s->spans || s->n_spans == 0 || s->n_spans > SPANS_MAX ||
		list->n >= STATEMENTS_MAX)
		return GAINSAY_REJECT;
	for (size_t i = 0; i < s->n_spans; i++)
		if (!span_fits(out->source, &s->spans[i]) || s->spans[i].begin == s->spans[i].end ||
			(i > 0 && s->spans[i].begin < s->spans[i - 1].end))
			return GAINSAY_REJECT;
	if (!span_fits(out->source, &s->speaker) || !span_fits(out->source, &s->cue) ||
		!span_fits(out->source, &s->relayed_by) || (int)s->modality < 0 ||
		s->modality > GAINSAY_EXPECTED)
		return GAINSAY_REJECT;
	MEM_ROOM(list->items, list->n, list->cap);
	struct raw_statement *raw = &list->items[list->n++];
	*raw = (struct raw_statement){
		.spans = xcalloc(s->n_spans, sizeof(*raw->spans)),
		.n_spans = s->n_spans,
		.speaker = to_span(&s->speaker),
		.cue = to_span(&s->cue),
		.relayed_by = to_span(&s->relayed_by),
		.quoted = s->quoted != 0,
		.cue_class = xstrdup_null(s->cue_class),
		.speaker_name = xstrdup_null(s->speaker_name),
		.date = xstrdup_null(s->date),
		.modality = (enum modality)s->modality,
		.confidence = s->confidence > 0 && s->confidence <= 1 ? s->confidence : 1.0,
	};
	for (size_t i = 0; i < s->n_spans; i++)
		raw->spans[i] = to_span(&s->spans[i]);
	return GAINSAY_OK;
}

static void add_name(struct plugin_set *set, const char *name, const char *id)
{
	AUTOFREE char *folded = utf8_fold(name, strlen(name));
	AUTOFREE char *key = utf8_squeeze(folded, strlen(folded));
	if (strmap_add(&set->names, key, strlen(key), (uint32_t)set->n_ids) != set->n_ids)
		return; /* an earlier speaker has it */
	MEM_ROOM(set->ids, set->n_ids, set->ids_cap);
	set->ids[set->n_ids++] = id;
}

static void add_names(struct plugin_set *set, const struct profile *profile)
{
	const struct profile_speaker *speakers;
	size_t n = profile_speakers(profile, &speakers);
	for (size_t i = 0; i < n; i++)
		for (const char *const *a = speakers[i].aliases; a && *a; a++)
			add_name(set, *a, speakers[i].id);
	const struct profile_side *sides;
	n = profile_sides(profile, &sides);
	for (size_t i = 0; i < n; i++) {
		add_name(set, sides[i].name, sides[i].id);
		for (const char *const *a = sides[i].aliases; a && *a; a++)
			add_name(set, *a, sides[i].id);
	}
}

/* `plugins` beside the running binary, else where the installation put them. */
static char *default_dir(void)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	for (int up = 0; n > 0; up++) {
		exe[n] = '\0';
		char *slash = strrchr(exe, '/');
		if (!slash || slash == exe)
			break;
		n = slash - exe;
		*slash = '\0';
		/* the build tree; then an installed tree, wherever it was moved to */
		const char *const below[] = {"plugins", "../" PLUGIN_LIB_SUBDIR};
		for (size_t i = 0; i < (up == 0 ? ARRAY_SIZE(below) : 1); i++) {
			char *dir = xasprintf("%s/%s", exe, below[i]);
			AUTOFREE char *one = xasprintf("%s/%s.so", dir, PLUGIN_DEFAULT);
			if (access(one, R_OK) == 0)
				return dir;
			free(dir);
		}
		/* tests are built below the tree whose top holds the plugins */
		if (strstr(exe, "/tests") == NULL)
			break;
	}
	return xstrdup(PLUGIN_INSTALLED_DIR);
}

struct plugin_set *plugin_set_new(const struct profile *profile, const char *dir, plugin_log log)
{
	struct plugin_set *set = xcalloc(1, sizeof(*set));
	set->profile = profile;
	set->dir = dir ? xstrdup(dir) : default_dir();
	set->log = log;
	const struct profile_verb *verbs;
	size_t n = profile_verbs(profile, &verbs);
	set->verbs = xcalloc(n + 1, sizeof(*set->verbs));
	for (size_t i = 0; i < n; i++)
		set->verbs[i] = (struct gainsay_verb){
			verbs[i].phrase, verbs[i].cue_class, verbs[i].takes};
	add_names(set, profile);
	set->host = (struct gainsay_host){
		.abi = GAINSAY_PLUGIN_ABI,
		.log = host_log,
		.emit = host_emit,
		.verbs = set->verbs,
		.n_verbs = n,
		.speaker_lookup = host_speaker,
	};
	return set;
}

static void instance_release(struct instance *instance)
{
	if (instance->plugin && instance->state)
		instance->plugin->close(instance->state);
	free(instance->settings);
	for (size_t i = 0; i < instance->n_texts; i++)
		free(instance->texts[i]);
	free(instance->texts);
	free(instance->name);
	if (instance->object)
		(void)dlclose(instance->object);
	*instance = (struct instance){0};
}

void plugin_set_free(struct plugin_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->n; i++)
		instance_release(&set->items[i]);
	free(set->items);
	free(set->verbs);
	strmap_release(&set->names);
	free(set->ids);
	free(set->dir);
	free(set);
}

/* Nobody but root and ourselves may have written it. */
static int check_owner(const char *path, int directory, struct err *err)
{
	struct stat st;
	if (stat(path, &st) < 0)
		return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
	if (directory ? !S_ISDIR(st.st_mode) : !S_ISREG(st.st_mode))
		return err_set(err, ERR_CONFIG, "%s: not a %s", path,
			directory ? "directory" : "regular file");
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return err_set(err, ERR_CONFIG,
			"%s: belongs to user %u, not to root or to the user who runs gainsay", path,
			(unsigned int)st.st_uid);
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return err_set(err, ERR_CONFIG, "%s: others may write it (mode %04o)", path,
			(unsigned int)(st.st_mode & 07777));
	return 0;
}

static int open_object(struct instance *in, const char *path, struct err *err)
{
	AUTOFREE char *real = realpath(path, NULL);
	if (!real)
		return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
	AUTOFREE char *dir = xstrdup(real);
	*strrchr(dir, '/') = '\0';
	int rc = check_owner(*dir ? dir : "/", 1, err);
	if (rc == 0)
		rc = check_owner(real, 0, err);
	if (rc < 0)
		return rc;
	in->object = dlopen(real, RTLD_NOW | RTLD_LOCAL);
	if (!in->object)
		return err_set(err, ERR_CONFIG, "%s", dlerror());
	const struct gainsay_plugin *plugin = dlsym(in->object, "gainsay_plugin_entry");
	if (!plugin)
		return err_set(err, ERR_CONFIG, "%s: exports no gainsay_plugin_entry", real);
	/* abi is the first member for ever: nothing else is read before it is known */
	if (plugin->abi != GAINSAY_PLUGIN_ABI)
		return err_set(err, ERR_CONFIG, "%s: made for interface %u, this is %u", real,
			plugin->abi, GAINSAY_PLUGIN_ABI);
	if (!plugin->name || strcmp(plugin->name, in->name) != 0)
		return err_set(err, ERR_CONFIG, "%s: calls itself \"%s\", not \"%s\"", real,
			plugin->name ? plugin->name : "", in->name);
	if (!plugin->open || !plugin->extract || !plugin->close)
		return err_set(err, ERR_CONFIG, "%s: lacks open, extract or close", real);
	in->plugin = plugin;
	return 0;
}

/* A setting's value as text; NULL for a shape no setting has. The caller frees it. */
static char *value_text(const json_t *value)
{
	if (json_is_string(value))
		return xstrdup(json_string_value(value));
	if (json_is_integer(value))
		return xasprintf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	if (json_is_boolean(value))
		return xstrdup(json_is_true(value) ? "true" : "false");
	return NULL;
}

static int word_in(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(text, *words) == 0)
			return 1;
	return 0;
}

/* Stores one value; what is wrong with it goes to faults. Takes text. */
static void set_value(
	struct instance *in, const struct gainsay_option *row, char *text, struct buf *faults)
{
	static const char *const yes[] = {"true", "yes", "on", "1", NULL};
	static const char *const no[] = {"false", "no", "off", "0", NULL};
	char *at = (char *)in->settings + row->offset;
	char *end;
	MEM_ROOM(in->texts, in->n_texts, in->texts_cap);
	in->texts[in->n_texts++] = text;
	if (row->type == GAINSAY_BOOL) {
		int value = word_in(text, yes);
		if (!value && !word_in(text, no))
			(void)buf_printf(faults, "; %s: \"%s\" is no truth value", row->name, text);
		memcpy(at, &value, sizeof(value));
	} else if (row->type == GAINSAY_INT) {
		errno = 0;
		int64_t value = strtoll(text, &end, 10);
		if (errno || end == text || *end || value < row->min || value > row->max)
			(void)buf_printf(faults,
				"; %s: \"%s\" is no whole number from %lld to %lld", row->name,
				text, (long long)row->min, (long long)row->max);
		memcpy(at, &value, sizeof(value));
	} else {
		const char *value = text;
		memcpy(at, &value, sizeof(value));
	}
}

static size_t option_size(enum gainsay_type type)
{
	return type == GAINSAY_BOOL  ? sizeof(int)
	       : type == GAINSAY_INT ? sizeof(int64_t)
				     : sizeof(char *);
}

static int known_option(const struct gainsay_option *rows, const char *key)
{
	for (size_t i = 0; rows && i < OPTIONS_MAX && rows[i].name; i++)
		if (strcmp(rows[i].name, key) == 0)
			return 1;
	return 0;
}

static int fill_settings(struct instance *in, const json_t *settings, struct err *err)
{
	const struct gainsay_plugin *p = in->plugin;
	assert(p);
	if (p->settings_size > SETTINGS_SIZE_MAX)
		return err_set(err, ERR_CONFIG, "settings of %zu bytes", p->settings_size);
	in->settings = xcalloc(1, p->settings_size ? p->settings_size : 1);
	struct buf faults CLEANUP(buf_release) = BUF_INIT(ERR_TEXT_SIZE);
	for (size_t i = 0; p->options && i < OPTIONS_MAX && p->options[i].name; i++) {
		const struct gainsay_option *row = &p->options[i];
		size_t size = option_size(row->type);
		if ((unsigned int)row->type > GAINSAY_STRING || row->offset > p->settings_size ||
			p->settings_size - row->offset < size || row->offset % size != 0)
			return err_set(
				err, ERR_CONFIG, "its option table is broken at \"%s\"", row->name);
		const json_t *value = json_object_get(settings, row->name);
		char *text = value ? value_text(value) : xstrdup_null(row->fallback);
		if (text)
			set_value(in, row, text, &faults);
		else if (value)
			(void)buf_printf(
				&faults, "; %s: not a text, number or truth value", row->name);
		else if (row->type != GAINSAY_STRING)
			(void)buf_printf(&faults, "; %s: must be set", row->name);
	}
	void *at = settings ? json_object_iter((json_t *)(uintptr_t)settings) : NULL;
	for (; at; at = json_object_iter_next((json_t *)(uintptr_t)settings, at))
		if (!known_option(p->options, json_object_iter_key(at)))
			(void)buf_printf(
				&faults, "; unknown setting \"%s\"", json_object_iter_key(at));
	if (faults.len > 0)
		return err_set(err, ERR_CONFIG, "%s", faults.data + 2);
	return 0;
}

/* What a plugin answered, as our code. */
static int result_code(enum gainsay_result result)
{
	switch (result) {
	case GAINSAY_OK:
		return 0;
	case GAINSAY_RETRY:
		return ERR_RETRY;
	case GAINSAY_REJECT:
		return ERR_REJECT;
	default:
		return ERR_FAIL;
	}
}

int plugin_set_load(struct plugin_set *set, const char *name, const char *path,
	const json_t *settings, struct err *err)
{
	struct instance in = {.name = xstrdup(name)};
	AUTOFREE char *own = path ? NULL : xasprintf("%s/%s.so", set->dir, name);
	int rc = strchr(name, '/') ? err_set(err, ERR_CONFIG, "a name, not a path, is wanted")
				   : open_object(&in, path ? path : own, err);
	if (rc == 0)
		rc = fill_settings(&in, settings, err);
	if (rc == 0) {
		set->running = in.name;
		enum gainsay_result result = in.plugin->open(&set->host, in.settings, &in.state);
		set->running = NULL;
		if (result != GAINSAY_OK)
			rc = err_set(err, result_code(result), "its open failed (%s)",
				err_word(result_code(result)));
	}
	if (rc < 0) {
		instance_release(&in);
		(void)err_prefix(err, "plugin %s", name);
		return rc;
	}
	MEM_ROOM(set->items, set->n, set->cap);
	set->items[set->n++] = in;
	return 0;
}

struct plugin_set *plugin_set_default(
	const struct profile *profile, const char *dir, plugin_log log, struct err *err)
{
	struct plugin_set *set = plugin_set_new(profile, dir, log);
	if (plugin_set_load(set, PLUGIN_DEFAULT, NULL, NULL, err) < 0) {
		plugin_set_free(set);
		return NULL;
	}
	return set;
}

size_t plugin_set_size(const struct plugin_set *set)
{
	return set->n;
}

const char *plugin_set_name(const struct plugin_set *set, size_t index)
{
	return index < set->n ? set->items[index].name : NULL;
}

int plugin_set_extract(struct plugin_set *set, size_t index, const struct claims_source *source,
	struct raw_statements *out, struct err *err)
{
	struct instance *in = &set->items[index];
	char published[DATE_TEXT_SIZE];
	date_format(source->published, published);
	struct gainsay_article article = {
		.url = source->url,
		.title = source->title,
		.site = source->site,
		.language = source->language,
		.published = published[0] ? published : NULL,
		.text = source->text,
		.text_len = source->len,
		.paywalled = source->paywalled,
	};
	struct gainsay_out to = {.source = source, .list = out};
	set->running = in->name;
	enum gainsay_result result = in->plugin->extract(in->state, &article, &to);
	set->running = NULL;
	if (result == GAINSAY_OK)
		return 0;
	int code = result_code(result);
	return err_set(err, (enum err_code)code, "plugin %s: extract said %s", in->name,
		err_word((enum err_code)code));
}
