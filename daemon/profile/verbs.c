#include "profile/profile.h"

#include "profile/profile_private.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/strmap.h"
#include "util/yaml.h"

struct verbs {
	struct yaml_doc *doc; /* owns the phrases and the classes */
	struct profile_verb *items;
	size_t n, cap;
};

/* The bits of enum verb_takes, in their order. */
static const char *const takes_words[] = {"quote", "clause", "that", "whom", "to", "whom_to",
	"object", "whether", "noun", "source", "silence", NULL};
/* The cue classes of the design; what each says of the speaker's stance is `compare`'s business. */
static const char *const class_words[] = {"neutral", "distancing", "factive", "denial", "exclusion",
	"agreement", "commitment", "demand", "offer", "warning", "accusation", "belief", "hint",
	"question", "silence", "decree", "relay", NULL};
static const char *const keys[] = {"class", "takes", "words", NULL};

static int index_of(const char *const *words, const char *word)
{
	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	return -1;
}

static void unknown(struct faults *faults, const char *file, const struct yaml_node *at,
	const char *what, const char *const *words)
{
	const char *near = yaml_suggest(at->text, words);
	faults_add(faults, file, at->line, at->col, "unknown %s \"%s\"%s%s%s", what, at->text,
		near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static unsigned int read_takes(
	const struct yaml_node *list, const char *file, struct faults *faults)
{
	unsigned int takes = 0;
	for (size_t i = 0; i < list->n; i++) {
		const struct yaml_node *word = list->items[i];
		int bit = word->kind == YAML_TEXT ? index_of(takes_words, word->text) : -1;
		if (bit >= 0)
			takes |= 1u << bit;
		else if (word->kind == YAML_TEXT)
			unknown(faults, file, word, "word in takes", takes_words);
		else
			faults_add(faults, file, word->line, word->col, "takes must list words");
	}
	return takes;
}

static int is_phrase(const char *text)
{
	if (!*text || *text == ' ')
		return 0;
	for (const char *p = text; *p; p++)
		if (strncmp(p, " ... ", 5) == 0)
			p += 4;
		else if (!((*p >= 'a' && *p <= 'z') || *p == '\'' || (unsigned char)*p >= 0x80 ||
				 (*p == ' ' && p[1] && p[1] != ' ')))
			return 0;
	return 1;
}

static void read_group(struct verbs *verbs, const struct yaml_node *group, const char *file,
	struct strmap *seen, struct faults *faults)
{
	for (size_t i = 0; i < group->n; i++)
		if (index_of(keys, group->keys[i]->text) < 0)
			unknown(faults, file, group->keys[i], "key", keys);
	const struct yaml_node *class = yaml_get(group, "class");
	const struct yaml_node *takes = yaml_get(group, "takes");
	const struct yaml_node *words = yaml_get(group, "words");
	if (!class || class->kind != YAML_TEXT || !takes || takes->kind != YAML_LIST || !words ||
		words->kind != YAML_LIST) {
		faults_add(faults, file, group->line, group->col,
			"a group needs class (a word), takes and words (lists)");
		return;
	}
	if (index_of(class_words, class->text) < 0) {
		unknown(faults, file, class, "class", class_words);
		return;
	}
	unsigned int bits = read_takes(takes, file, faults);
	for (size_t i = 0; i < words->n; i++) {
		const struct yaml_node *w = words->items[i];
		if (w->kind != YAML_TEXT || !is_phrase(w->text)) {
			faults_add(faults, file, w->line, w->col,
				"a reporting word is lower-case words with one blank between");
			continue;
		}
		/* A verb and a noun may be spelt alike ("claim"); two verbs may not. */
		AUTOFREE char *key = xasprintf("%d %s", (bits & VERB_IS_NOUN) != 0, w->text);
		if (strmap_get(seen, key, strlen(key)) != STRMAP_NONE) {
			faults_add(
				faults, file, w->line, w->col, "\"%s\" is listed twice", w->text);
			continue;
		}
		strmap_put(seen, key, strlen(key), 0);
		MEM_ROOM(verbs->items, verbs->n, verbs->cap);
		verbs->items[verbs->n++] = (struct profile_verb){w->text, class->text, bits};
	}
}

struct verbs *verbs_load(const char *dir, struct faults *faults)
{
	struct verbs *verbs = xcalloc(1, sizeof(*verbs));
	AUTOFREE char *path = xasprintf("%s/verbs.yaml", dir);
	verbs->doc = yaml_load_file(path, PROFILE_BYTES_MAX, faults);
	if (!verbs->doc)
		return verbs;
	const struct yaml_node *root = yaml_root(verbs->doc);
	const struct yaml_node *groups = yaml_get(root, "reporting");
	if (!groups || groups->kind != YAML_LIST || root->n != 1) {
		faults_add(faults, path, root ? root->line : 1, root ? root->col : 1,
			"the file must hold one list named \"reporting\"");
		return verbs;
	}
	struct strmap seen CLEANUP(strmap_release) = STRMAP_INIT;
	for (size_t i = 0; i < groups->n; i++) {
		const struct yaml_node *group = groups->items[i];
		if (group->kind == YAML_MAP)
			read_group(verbs, group, path, &seen, faults);
		else
			faults_add(faults, path, group->line, group->col,
				"a group is a map of class, takes and words");
	}
	return verbs;
}

void verbs_free(struct verbs *verbs)
{
	if (!verbs)
		return;
	yaml_doc_free(verbs->doc);
	free(verbs->items);
	free(verbs);
}

size_t profile_verbs(const struct profile *profile, const struct profile_verb **verbs)
{
	*verbs = profile->verbs->items;
	return profile->verbs->n;
}
