#include "profile/issues.h"

#include <stdio.h>

#include "profile/profile.h"
#include "profile/profile_private.h"
#include "text/pattern.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/strmap.h"
#include "util/yaml.h"

/* Far above what people write by hand; keeps a broken file from growing tables. */
#define SLOTS_MAX   1000
#define ISSUES_MAX  200
#define CLASSES_MAX 4000

struct issues {
	struct patterns *patterns;
	struct profile_issue *issues;
	size_t n_issues;
	struct strmap issue_ids;
	struct profile_slot *slots;
	size_t n_slots;
	struct strmap slot_ids;
	struct profile_class *classes; /* by number of patterns_class */
	size_t n_classes, cap_classes;
	struct profile_answer *answers; /* by pattern id */
	size_t n_answers, cap_answers;
	char **strings; /* everything the tables point to */
	size_t n_strings, cap_strings;
};

struct load {
	struct issues *s;
	struct faults *faults;
	const char *file;
};

static const char *keep(struct issues *s, char *text)
{
	MEM_ROOM(s->strings, s->n_strings, s->cap_strings);
	s->strings[s->n_strings++] = text;
	return text;
}

static void fault(
	const struct load *l, const struct yaml_node *node, const char *text, const char *what)
{
	faults_add(l->faults, l->file, node->line, node->col, "%s%s%s%s", text, what ? " \"" : "",
		what ? what : "", what ? "\"" : "");
}

/* Whether a node is of the kind; a fault if not. NULL is no fault and gives false. */
static bool expect(const struct load *l, const struct yaml_node *node, enum yaml_kind kind)
{
	static const char *const words[] = {
		"a word is expected here", "a list is expected here", "a map is expected here"};
	if (node && node->kind != kind)
		fault(l, node, words[kind], NULL);
	return node && node->kind == kind;
}

/* Reports every key of a map that is not in words (which ends with NULL). */
static void check_keys(const struct load *l, const struct yaml_node *map, const char *const *words)
{
	for (size_t i = 0; i < map->n; i++) {
		const struct yaml_node *key = map->keys[i];
		bool known = false;
		for (size_t w = 0; words[w]; w++)
			known |= strcmp(words[w], key->text) == 0;
		if (known)
			continue;
		const char *near = yaml_suggest(key->text, words);
		faults_add(l->faults, l->file, key->line, key->col, "unknown key \"%s\"%s%s%s",
			key->text, near ? "; did you mean \"" : "", near ? near : "",
			near ? "\"?" : "");
	}
}

static uint32_t class_new(const struct load *l, const char *name, enum class_role role)
{
	struct issues *s = l->s;
	uint32_t number = patterns_class(s->patterns, name);
	if (number >= s->n_classes) {
		MEM_ROOM(s->classes, s->n_classes, s->cap_classes);
		s->classes[s->n_classes++] = (struct profile_class){
			.name = keep(s, xstrdup(name)), .role = role};
	}
	return number;
}

static void read_words(
	const struct load *l, const struct yaml_node *list, uint32_t cls, bool may_repeat)
{
	if (!expect(l, list, YAML_LIST))
		return;
	for (size_t i = 0; i < list->n; i++) {
		const struct yaml_node *word = list->items[i];
		struct err err = ERR_INIT;
		uint32_t before = PATTERN_NONE;
		if (!expect(l, word, YAML_TEXT))
			continue;
		if (patterns_add_word(l->s->patterns, cls, word->text, &before, &err) < 0)
			faults_add(l->faults, l->file, word->line, word->col, "\"%s\": %s",
				word->text, err.text);
		else if (before == cls)
			fault(l, word, "twice in one class:", word->text);
		else if (before != PATTERN_NONE && !may_repeat &&
			 l->s->classes[before].role == l->s->classes[cls].role)
			faults_add(l->faults, l->file, word->line, word->col,
				"\"%s\" is in class {%s} already", word->text,
				l->s->classes[before].name);
	}
}

static const struct profile_issue *issue_find(const struct issues *s, const char *id)
{
	uint32_t i = strmap_get(&s->issue_ids, id, strlen(id));
	return i == STRMAP_NONE ? NULL : &s->issues[i];
}

/* A map from class names to lists of words. */
static void read_classes(
	const struct load *l, const struct yaml_node *map, enum class_role role, bool may_repeat)
{
	if (!expect(l, map, YAML_MAP))
		return;
	for (size_t i = 0; i < map->n && l->s->n_classes < CLASSES_MAX; i++) {
		size_t before = l->s->n_classes;
		/* a space of their own: "aid" may be a class for patterns too */
		AUTOFREE char *name = xasprintf(
			"%s%s", role == CLASS_CONCEPT ? "%" : "", map->keys[i]->text);
		uint32_t cls = class_new(l, name, role);
		if (l->s->n_classes == before)
			fault(l, map->keys[i], "a second class", map->keys[i]->text);
		read_words(l, map->items[i], cls, may_repeat);
	}
}

/* things: issue id (or "none") -> class name -> words. */
static void read_things(const struct load *l, const struct yaml_node *map)
{
	if (!expect(l, map, YAML_MAP))
		return;
	for (size_t i = 0; i < map->n; i++) {
		const char *id = map->keys[i]->text;
		const struct profile_issue *issue = issue_find(l->s, id);
		if (!issue && strcmp(id, "none") != 0)
			fault(l, map->keys[i], "there is no issue", id);
		size_t before = l->s->n_classes;
		read_classes(l, map->items[i], CLASS_THING, false);
		for (size_t c = before; c < l->s->n_classes; c++)
			l->s->classes[c].issue = issue;
	}
}

static bool is_local(const struct load *l, const struct yaml_node *axis)
{
	const struct yaml_node *local = yaml_get(axis, "local");
	bool yes = local && local->kind == YAML_TEXT && strcmp(local->text, "true") == 0;
	if (local && !yes)
		fault(l, local, "what may stand here is", "true");
	return yes;
}

static void read_axes(const struct load *l, const struct yaml_node *map)
{
	static const char *const keys[] = {"plus", "minus", "local", NULL};
	if (!expect(l, map, YAML_MAP))
		return;
	for (size_t i = 0; i < map->n && l->s->n_classes < CLASSES_MAX; i++) {
		if (!expect(l, map->items[i], YAML_MAP))
			continue;
		check_keys(l, map->items[i], keys);
		bool local = is_local(l, map->items[i]);
		for (int pole = 0; pole < 2; pole++) {
			const struct yaml_node *list = yaml_get(map->items[i], keys[pole]);
			if (!list)
				continue;
			AUTOFREE char *name = xasprintf(
				"%s%c", map->keys[i]->text, pole ? '-' : '+');
			uint32_t cls = class_new(l, name, CLASS_AXIS);
			l->s->classes[cls].pole = pole ? -1 : 1;
			l->s->classes[cls].local = local;
			read_words(l, list, cls, false);
		}
	}
}

static const struct yaml_node *open_file(
	struct load *l, const char *dir, const char *name, struct yaml_doc **doc)
{
	AUTOFREE char *path = xasprintf("%s/%s", dir, name);
	*doc = yaml_load_file(path, PROFILE_BYTES_MAX, l->faults);
	const struct yaml_node *root = *doc ? yaml_root(*doc) : NULL;
	l->file = *doc ? yaml_file(*doc) : "";
	if (*doc && !root)
		faults_add(l->faults, path, 0, 0, "the file is empty");
	return expect(l, root, YAML_MAP) ? root : NULL;
}

static void read_polarity(struct load *l, const char *dir)
{
	static const char *const keys[] = {
		"light", "axes", "negators", "neutral", "marks", "stop", "weak", "classes", NULL};
	struct yaml_doc *doc = NULL;
	const struct yaml_node *root = open_file(l, dir, "polarity.yaml", &doc);
	if (root) {
		check_keys(l, root, keys);
		const struct yaml_node *light = yaml_get(root, "light");
		for (size_t i = 0; expect(l, light, YAML_LIST) && i < light->n; i++)
			if (expect(l, light->items[i], YAML_TEXT))
				patterns_light(l->s->patterns, light->items[i]->text);
		read_axes(l, yaml_get(root, "axes"));
		read_classes(l, yaml_get(root, "classes"), CLASS_PLAIN, true);
		read_classes(l, yaml_get(root, "marks"), CLASS_MARK, true);
		read_words(l, yaml_get(root, "negators"), class_new(l, "neg", CLASS_NEGATOR), true);
		read_words(
			l, yaml_get(root, "neutral"), class_new(l, "neutral", CLASS_NEUTRAL), true);
		read_words(l, yaml_get(root, "stop"), class_new(l, "stop", CLASS_STOP), true);
		read_words(l, yaml_get(root, "weak"), class_new(l, "weak", CLASS_WEAK), true);
	}
	yaml_doc_free(doc);
}

static void read_concepts(struct load *l, const char *dir)
{
	static const char *const keys[] = {"concepts", NULL};
	struct yaml_doc *doc = NULL;
	const struct yaml_node *root = open_file(l, dir, "concepts.yaml", &doc);
	if (root) {
		check_keys(l, root, keys);
		read_classes(l, yaml_get(root, "concepts"), CLASS_CONCEPT, false);
	}
	yaml_doc_free(doc);
}

static void read_issue_ids(struct load *l, const struct yaml_node *map)
{
	struct issues *s = l->s;
	if (map->n > ISSUES_MAX)
		fault(l, map, "too many issues", NULL);
	s->issues = xcalloc(map->n + 1, sizeof(*s->issues));
	for (size_t i = 0; i < map->n && i < ISSUES_MAX; i++) {
		const char *id = map->keys[i]->text;
		const char *name = yaml_get_text(map->items[i], "name");
		s->issues[s->n_issues] = (struct profile_issue){
			.id = keep(s, xstrdup(id)), .name = keep(s, xstrdup(name ? name : id))};
		(void)strmap_add(&s->issue_ids, id, strlen(id), (uint32_t)s->n_issues++);
	}
}

static size_t value_find(const struct profile_slot *slot, const char *id)
{
	for (size_t i = 0; i < slot->n_values; i++)
		if (strcmp(slot->values[i].id, id) == 0)
			return i;
	return slot->n_values;
}

/* Both ways, since exclusion has no direction. */
static void exclude(struct profile_slot *slot, size_t a, size_t b)
{
	slot->values[a].excludes |= UINT64_C(1) << b;
	slot->values[b].excludes |= UINT64_C(1) << a;
}

static void read_patterns(const struct load *l, const struct yaml_node *list,
	const struct profile_slot *slot, size_t value)
{
	struct issues *s = l->s;
	if (!expect(l, list, YAML_LIST))
		return;
	uint32_t id = (uint32_t)s->n_answers;
	MEM_ROOM(s->answers, s->n_answers, s->cap_answers);
	s->answers[s->n_answers++] = (struct profile_answer){.slot = slot, .value = value};
	for (size_t i = 0; i < list->n; i++) {
		const struct yaml_node *text = list->items[i];
		struct err err = ERR_INIT;
		uint32_t before = PATTERN_NONE;
		if (!expect(l, text, YAML_TEXT))
			continue;
		if (patterns_add(s->patterns, id, text->text, &before, &err) < 0)
			faults_add(l->faults, l->file, text->line, text->col, "\"%s\": %s",
				text->text, err.text);
		else if (before == id)
			fault(l, text, "twice under one value:", text->text);
		else if (before != PATTERN_NONE && s->answers[before].slot == slot)
			faults_add(l->faults, l->file, text->line, text->col,
				"\"%s\" says value \"%s\" already", text->text,
				slot->values[s->answers[before].value].id);
	}
}

static void read_value(
	const struct load *l, const struct yaml_node *node, struct profile_slot *slot, size_t value)
{
	static const char *const keys[] = {"name", "not", "excludes", "patterns", NULL};
	if (!expect(l, node, YAML_MAP))
		return;
	check_keys(l, node, keys);
	const struct yaml_node *opposite = yaml_get(node, "not");
	if (opposite && expect(l, opposite, YAML_TEXT)) {
		size_t other = value_find(slot, opposite->text);
		if (other == slot->n_values)
			fault(l, opposite, "the slot has no value", opposite->text);
		else {
			slot->values[value].negation = other;
			exclude(slot, value, other);
		}
	}
	const struct yaml_node *list = yaml_get(node, "excludes");
	for (size_t i = 0; list && expect(l, list, YAML_LIST) && i < list->n; i++) {
		if (!expect(l, list->items[i], YAML_TEXT))
			continue;
		size_t other = value_find(slot, list->items[i]->text);
		if (other == slot->n_values || other == value)
			fault(l, list->items[i], "the slot has no other value",
				list->items[i]->text);
		else
			exclude(slot, value, other);
	}
	const struct yaml_node *patterns = yaml_get(node, "patterns");
	if (!patterns)
		return; /* reached by negation alone; checked below */
	read_patterns(l, patterns, slot, value);
}

static void check_reachable(
	const struct load *l, const struct yaml_node *map, const struct profile_slot *slot)
{
	for (size_t i = 0; i < slot->n_values; i++) {
		bool reached = yaml_get(map->items[i], "patterns") != NULL;
		for (size_t k = 0; k < slot->n_values; k++)
			reached |= k != i && slot->values[k].negation == i;
		if (!reached)
			fault(l, map->keys[i], "no pattern and no negation says value",
				slot->values[i].id);
		if (slot->values[i].excludes == 0)
			fault(l, map->keys[i], "nothing excludes value", slot->values[i].id);
	}
}

static void read_slot(struct load *l, const struct yaml_node *key, const struct yaml_node *node,
	const struct profile_issue *issue)
{
	static const char *const keys[] = {"name", "kind", "scope", "values", NULL};
	struct issues *s = l->s;
	if (!expect(l, node, YAML_MAP) || s->n_slots == SLOTS_MAX)
		return;
	check_keys(l, node, keys);
	struct profile_slot *slot = &s->slots[s->n_slots];
	slot->id = keep(s, xasprintf("%s.%s", issue->id, key->text));
	const char *name = yaml_get_text(node, "name"), *kind = yaml_get_text(node, "kind");
	slot->name = keep(s, xstrdup(name ? name : key->text));
	slot->issue = issue;
	slot->fact = kind && strcmp(kind, "fact") == 0;
	if (!kind || (!slot->fact && strcmp(kind, "will") != 0))
		fault(l, node, "the kind is fact or will in slot", slot->id);
	const struct yaml_node *scope = yaml_get(node, "scope");
	for (size_t i = 0; scope && expect(l, scope, YAML_LIST) && i < scope->n; i++) {
		if (!expect(l, scope->items[i], YAML_TEXT))
			continue;
		uint32_t cls = patterns_class_find(s->patterns, scope->items[i]->text);
		if (cls == PATTERN_NONE || slot->n_scopes == SLOT_SCOPES_MAX)
			fault(l, scope->items[i],
				"no class, or one too many:", scope->items[i]->text);
		else
			slot->scopes[slot->n_scopes++] = cls;
	}
	const struct yaml_node *values = yaml_get(node, "values");
	if (!values || !expect(l, values, YAML_MAP) || values->n < 2 ||
		values->n > SLOT_VALUES_MAX) {
		fault(l, key, "a slot has 2 to 16 values:", slot->id);
		return;
	}
	slot->values = xcalloc(values->n, sizeof(*slot->values));
	slot->n_values = values->n;
	(void)strmap_add(&s->slot_ids, slot->id, strlen(slot->id), (uint32_t)s->n_slots++);
	for (size_t i = 0; i < values->n; i++) {
		const char *told = yaml_get_text(values->items[i], "name");
		const char *id = values->keys[i]->text;
		slot->values[i] = (struct profile_value){.id = keep(s, xstrdup(id)),
			.name = keep(s, xstrdup(told ? told : id)),
			.negation = i};
	}
	for (size_t i = 0; i < values->n; i++)
		read_value(l, values->items[i], slot, i);
	check_reachable(l, values, slot);
}

static void read_issues(struct load *l, const char *dir)
{
	static const char *const keys[] = {"things", "classes", "issues", NULL};
	static const char *const issue_keys[] = {"name", "slots", NULL};
	struct yaml_doc *doc = NULL;
	const struct yaml_node *root = open_file(l, dir, "issues.yaml", &doc);
	const struct yaml_node *map = root ? yaml_get(root, "issues") : NULL;
	if (root)
		check_keys(l, root, keys);
	if (root && !map)
		fault(l, root, "there is no map of", "issues");
	if (map && expect(l, map, YAML_MAP)) {
		read_issue_ids(l, map);
		read_things(l, yaml_get(root, "things"));
		read_classes(l, yaml_get(root, "classes"), CLASS_PLAIN, true);
		l->s->slots = xcalloc(SLOTS_MAX, sizeof(*l->s->slots));
		for (size_t i = 0; i < l->s->n_issues; i++) {
			if (!expect(l, map->items[i], YAML_MAP))
				continue;
			check_keys(l, map->items[i], issue_keys);
			const struct yaml_node *slots = yaml_get(map->items[i], "slots");
			for (size_t k = 0; slots && expect(l, slots, YAML_MAP) && k < slots->n; k++)
				read_slot(l, slots->keys[k], slots->items[k], &l->s->issues[i]);
		}
	}
	yaml_doc_free(doc);
}

struct issues *issues_load(const char *dir, const struct speakers *speakers, struct faults *faults)
{
	struct issues *s = xcalloc(1, sizeof(*s));
	struct load l = {.s = s, .faults = faults};
	(void)speakers;
	s->patterns = patterns_new();
	read_polarity(&l, dir);
	read_issues(&l, dir);
	read_concepts(&l, dir);
	return s;
}

void issues_free(struct issues *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_slots; i++)
		free(s->slots[i].values);
	free(s->slots);
	free(s->issues);
	free(s->classes);
	free(s->answers);
	for (size_t i = 0; i < s->n_strings; i++)
		free(s->strings[i]);
	free(s->strings);
	strmap_release(&s->issue_ids);
	strmap_release(&s->slot_ids);
	patterns_free(s->patterns);
	free(s);
}

const struct patterns *profile_patterns(const struct profile *profile)
{
	return profile->issues->patterns;
}

const struct profile_class *profile_class(const struct profile *profile, uint32_t number)
{
	return &profile->issues->classes[number];
}

const struct profile_answer *profile_answer(const struct profile *profile, uint32_t id)
{
	return &profile->issues->answers[id];
}

size_t profile_issues(const struct profile *profile, const struct profile_issue **issues)
{
	*issues = profile->issues->issues;
	return profile->issues->n_issues;
}

const struct profile_issue *profile_issue(const struct profile *profile, const char *id)
{
	return id ? issue_find(profile->issues, id) : NULL;
}

size_t profile_slots(const struct profile *profile, const struct profile_slot **slots)
{
	*slots = profile->issues->slots;
	return profile->issues->n_slots;
}

const struct profile_slot *profile_slot(const struct profile *profile, const char *id)
{
	uint32_t i = id ? strmap_get(&profile->issues->slot_ids, id, strlen(id)) : STRMAP_NONE;
	return i == STRMAP_NONE ? NULL : &profile->issues->slots[i];
}

size_t profile_value(const struct profile_slot *slot, const char *id)
{
	return id ? value_find(slot, id) : slot->n_values;
}

const struct profile_issue *profile_thing_issue(const struct profile *profile, const char *thing)
{
	uint32_t number = patterns_class_find(profile->issues->patterns, thing);
	return number == PATTERN_NONE ? NULL : profile->issues->classes[number].issue;
}
