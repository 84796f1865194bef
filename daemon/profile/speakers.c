#include "profile/speakers.h"

#include "profile/lookup.h"
#include "profile/names.h"
#include "profile/profile_private.h"
#include "text/date.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/options.h"
#include "util/yaml.h"

#define SECONDS_A_DAY 86400

struct side_options {
	char *name, *leader;
	struct option_list aliases, adjectives;
};
#define ROW(s, n, t, ...)                                                             \
	{                                                                             \
		.name = #n, .type = (t), .offset = offsetof(struct s, n), __VA_ARGS__ \
	}
static const struct option side_rows[] = {
	ROW(side_options, name, OPTION_TEXT, .required = 1, .help = "for people to read"),
	ROW(side_options, aliases, OPTION_LIST, .help = "names and metonyms: Moscow"),
	ROW(side_options, adjectives, OPTION_LIST, .help = "Russian"),
	ROW(side_options, leader, OPTION_TEXT, .help = "the office its leader holds"),
	OPTION_END,
};

static const char *const genders[] = {"unknown", "male", "female", NULL};
struct speaker_options {
	char *name, *side, *gender, *surname;
	struct option_list aliases;
	const struct yaml_node *roles;
};
static const struct option person_rows[] = {
	ROW(speaker_options, name, OPTION_TEXT, .required = 1, .help = "as alerts print it"),
	ROW(speaker_options, side, OPTION_TEXT, .help = "a side of sides.yaml"),
	ROW(speaker_options, gender, OPTION_TEXT, .fallback = "unknown", .words = genders,
		.help = "for pronouns"),
	ROW(speaker_options, surname, OPTION_TEXT, .help = "if it is not the last word"),
	ROW(speaker_options, aliases, OPTION_LIST, .help = "other names"),
	ROW(speaker_options, roles, OPTION_RAW, .help = "offices with their dates"),
	OPTION_END,
};
static const struct option institution_rows[] = {
	ROW(speaker_options, name, OPTION_TEXT, .required = 1, .help = "as alerts print it"),
	ROW(speaker_options, side, OPTION_TEXT, .help = "a side of sides.yaml"),
	ROW(speaker_options, aliases, OPTION_LIST, .help = "other names and metonyms"),
	ROW(speaker_options, roles, OPTION_RAW,
		.help = "names that need its side: foreign ministry"),
	OPTION_END,
};

struct role_options {
	char *office, *of, *from, *to;
};
static const struct option role_rows[] = {
	ROW(role_options, office, OPTION_TEXT, .required = 1, .help = "an office of the table"),
	ROW(role_options, of, OPTION_TEXT, .help = "the institution; else the side"),
	ROW(role_options, from, OPTION_TEXT, .help = "first day, YYYY-MM-DD"),
	ROW(role_options, to, OPTION_TEXT, .help = "last day, YYYY-MM-DD"),
	OPTION_END,
};

/* What loading needs beside the result. */
struct load {
	struct speakers *s;
	const char *file;
	struct faults *faults;
	const char **side_words; /* ids, for suggestions; ends with NULL */
};

static void *keep(struct speakers *s, void *owned)
{
	MEM_ROOM(s->owned, s->n_owned, s->cap_owned);
	s->owned[s->n_owned++] = owned;
	return owned;
}

static char *keep_text(struct speakers *s, const char *text)
{
	return keep(s, xstrdup(text));
}

/* The list as texts ending with NULL, first (may be NULL) before all. */
static const char *const *keep_list(
	struct speakers *s, const char *first, const struct option_list *list)
{
	const char **texts = keep(s, xcalloc(list->n + 2, sizeof(*texts)));
	size_t n = 0;
	if (first)
		texts[n++] = keep_text(s, first);
	for (size_t i = 0; i < list->n; i++)
		texts[n++] = keep_text(s, list->items[i]);
	return texts;
}

static const char *const no_texts[] = {NULL};

static const struct yaml_node *section(
	struct load *l, const struct yaml_node *root, const char *key, enum yaml_kind kind)
{
	static const struct yaml_node none = {.kind = YAML_MAP};
	const struct yaml_node *node = yaml_get(root, key);
	if (node && node->kind != kind) {
		faults_add(l->faults, l->file, node->line, node->col, "%s takes a %s", key,
			kind == YAML_MAP ? "map" : "list");
		node = NULL;
	}
	return node ? node : &none;
}

static void check_keys(struct load *l, const struct yaml_node *root, const char *const *words)
{
	for (size_t i = 0; i < root->n; i++) {
		bool known = false;
		for (size_t k = 0; words[k]; k++)
			known = known || strcmp(words[k], root->keys[i]->text) == 0;
		if (known)
			continue;
		const char *near = yaml_suggest(root->keys[i]->text, words);
		faults_add(l->faults, l->file, root->keys[i]->line, root->keys[i]->col,
			near ? "unknown key \"%s\" (did you mean \"%s\"?)" : "unknown key \"%s\"",
			root->keys[i]->text, near);
	}
}

/* Offices */

static int office_add(struct speakers *s, const char *phrase)
{
	uint32_t known = strmap_get(&s->office_phrases, phrase, strlen(phrase));
	if (known != STRMAP_NONE)
		return (int)known;
	MEM_ROOM(s->offices, s->n_offices, s->cap_offices);
	s->offices[s->n_offices] = keep_text(s, phrase);
	strmap_put(&s->office_phrases, phrase, strlen(phrase), (uint32_t)s->n_offices);
	bool capital, caps;
	uint32_t node = lookup_phrase(s, phrase, &capital, &caps);
	if (node != NONE && s->nodes[node].office == NONE)
		s->nodes[node].office = (uint32_t)s->n_offices;
	return (int)s->n_offices++;
}

static void load_office(struct load *l, const struct yaml_node *key, const struct yaml_node *also)
{
	struct speakers *s = l->s;
	int office = office_add(s, key->text);
	if (also->kind != YAML_LIST) {
		faults_add(l->faults, l->file, also->line, also->col,
			"offices: %s takes a list of other phrases", key->text);
		return;
	}
	for (size_t i = 0; i < also->n; i++) {
		const struct yaml_node *item = also->items[i];
		if (item->kind != YAML_TEXT) {
			faults_add(l->faults, l->file, item->line, item->col,
				"offices: %s: a phrase is a text", key->text);
			continue;
		}
		bool capital, caps;
		uint32_t node = lookup_phrase(s, item->text, &capital, &caps);
		if (node == NONE)
			continue;
		uint32_t had = s->nodes[node].office;
		if (had != NONE && had != (uint32_t)office) {
			faults_add(l->faults, l->file, item->line, item->col,
				"offices: \"%s\" is both \"%s\" and \"%s\"", item->text,
				s->offices[had], key->text);
			continue;
		}
		s->nodes[node].office = (uint32_t)office;
		strmap_put(&s->office_phrases, item->text, strlen(item->text), (uint32_t)office);
	}
}

static void given_add(struct speakers *s, const char *text, bool first, char gender)
{
	char key[NAME_KEY_SIZE];
	size_t len = name_word_key(text, strlen(text), key);
	if (len == 0)
		return;
	if (first) {
		MEM_ROOM(s->given_groups, s->n_given_groups, s->cap_given_groups);
		s->given_groups[s->n_given_groups++] = (struct given_group){
			keep_text(s, key), gender};
	}
	if (s->n_given_groups > 0)
		(void)strmap_add(&s->given, key, len, (uint32_t)s->n_given_groups - 1);
}

/* A name, or the list of its spellings. */
static void load_given(struct load *l, const struct yaml_node *group, char gender)
{
	if (group->kind == YAML_TEXT)
		given_add(l->s, group->text, true, gender);
	for (size_t i = 0; group->kind == YAML_LIST && i < group->n; i++)
		if (group->items[i]->kind == YAML_TEXT)
			given_add(l->s, group->items[i]->text, i == 0, gender);
	if (group->kind == YAML_MAP)
		faults_add(l->faults, l->file, group->line, group->col,
			"given_names: a name, or a list of spellings of one name");
}

static void load_given_names(struct load *l, const struct yaml_node *map)
{
	static const char *const keys[] = {"male", "female", NULL};
	check_keys(l, map, keys);
	for (size_t k = 0; keys[k]; k++) {
		const struct yaml_node *list = section(l, map, keys[k], YAML_LIST);
		for (size_t i = 0; i < list->n; i++)
			load_given(l, list->items[i], keys[k][0]);
	}
}

/* Dates and roles */

static int64_t role_date(struct load *l, const struct yaml_node *role, const char *key,
	const char *text, int64_t open)
{
	if (!text)
		return open;
	int64_t time = strlen(text) == 10 ? date_parse(text, NULL) : DATE_UNKNOWN;
	if (time == DATE_UNKNOWN) {
		const struct yaml_node *at = yaml_get(role, key);
		faults_add(l->faults, l->file, at->line, at->col,
			"%s: \"%s\" is no date of the form YYYY-MM-DD", key, text);
		return open;
	}
	return time;
}

static void check_of(struct load *l, const struct yaml_node *node, const char *id, const char *of)
{
	uint32_t at = strmap_get(&l->s->speaker_ids, of, strlen(of));
	const struct yaml_node *place = yaml_get(node, "of");
	if (at == STRMAP_NONE || l->s->items[at].sort != SPEAKER_INSTITUTION)
		faults_add(l->faults, l->file, place->line, place->col,
			"%s: \"%s\" is the id of no institution", id, of);
}

static void load_role(struct load *l, const struct yaml_node *node, struct profile_speaker *sp,
	struct profile_role *role)
{
	struct role_options o = {0};
	option_defaults(role_rows, &o);
	(void)option_read(role_rows, node, l->file, sp->id, &o, l->faults);
	if (o.office) {
		if (o.of)
			check_of(l, node, sp->id, o.of);
		*role = (struct profile_role){
			.phrase = keep_text(l->s, o.office),
			.office = office_add(l->s, o.office),
			.of = o.of ? keep_text(l->s, o.of) : NULL,
			.from = role_date(l, node, "from", o.from, INT64_MIN),
			.to = role_date(l, node, "to", o.to, INT64_MAX),
		};
		if (role->to != INT64_MAX)
			role->to += SECONDS_A_DAY - 1;
		if (role->from > role->to)
			faults_add(l->faults, l->file, node->line, node->col,
				"%s: %s ends before it begins", sp->id, o.office);
		sp->n_roles++;
	}
	option_release(role_rows, &o);
}

static void load_roles(struct load *l, const struct yaml_node *roles, struct profile_speaker *sp)
{
	if (!roles)
		return;
	if (roles->kind != YAML_LIST) {
		faults_add(l->faults, l->file, roles->line, roles->col,
			"%s: roles takes a list of offices", sp->id);
		return;
	}
	struct profile_role *items = keep(l->s, xcalloc(roles->n + 1, sizeof(*items)));
	sp->roles = items;
	for (size_t i = 0; i < roles->n; i++) {
		if (roles->items[i]->kind == YAML_MAP)
			load_role(l, roles->items[i], sp, &items[sp->n_roles]);
		else
			faults_add(l->faults, l->file, roles->items[i]->line, roles->items[i]->col,
				"%s: a role has an office", sp->id);
	}
}

/* Aliases */

/* Where the map of a speaker or side tells a name of it: the alias itself, else its `name`. */
static const struct yaml_node *alias_place(const struct yaml_node *map, const char *alias)
{
	const struct yaml_node *list = yaml_get(map, "aliases"), *name = yaml_get(map, "name");
	for (size_t i = 0; list && list->kind == YAML_LIST && i < list->n; i++)
		if (list->items[i]->kind == YAML_TEXT && strcmp(list->items[i]->text, alias) == 0)
			return list->items[i];
	return name ? name : map;
}

static void alias_add(
	struct load *l, const struct yaml_node *map, const char *alias, uint32_t speaker)
{
	const struct yaml_node *at = alias_place(map, alias);
	struct speakers *s = l->s;
	bool capital, caps;
	uint32_t n = lookup_phrase(s, alias, &capital, &caps);
	if (n == NONE) {
		faults_add(l->faults, l->file, at->line, at->col, "%s: \"%s\" has no letter",
			s->items[speaker].id, alias);
		return;
	}
	struct phrase_node *node = &s->nodes[n];
	if (node->speaker != NONE && node->speaker != speaker) {
		faults_add(l->faults, l->file, at->line, at->col, "%s: \"%s\" names %s already",
			s->items[speaker].id, alias, s->items[node->speaker].id);
		return;
	}
	node->speaker = speaker;
	node->capital = node->capital && capital;
	node->caps = node->caps && caps;
}

static struct profile_speaker *speaker_add(
	struct load *l, const struct yaml_node *key, const char *id, enum speaker_sort sort)
{
	struct speakers *s = l->s;
	if (strmap_get(&s->speaker_ids, id, strlen(id)) != STRMAP_NONE) {
		faults_add(l->faults, l->file, key->line, key->col,
			"the id \"%s\" stands for another speaker already", id);
		return NULL;
	}
	MEM_ROOM(s->items, s->n, s->cap);
	struct profile_speaker *sp = &s->items[s->n];
	*sp = (struct profile_speaker){.id = keep_text(s, id), .sort = sort, .aliases = no_texts};
	strmap_put(&s->speaker_ids, id, strlen(id), (uint32_t)s->n++);
	return sp;
}

static const struct profile_side *side_of(
	struct load *l, const struct yaml_node *map, const char *id)
{
	if (!id)
		return NULL;
	uint32_t at = strmap_get(&l->s->side_ids, id, strlen(id));
	if (at != STRMAP_NONE)
		return &l->s->sides[at];
	const struct yaml_node *node = yaml_get(map, "side");
	const char *near = yaml_suggest(id, l->side_words);
	faults_add(l->faults, l->file, node->line, node->col,
		near ? "no side \"%s\" (did you mean \"%s\"?)" : "no side \"%s\"", id, near);
	return NULL;
}

static enum gender gender_of(const char *word)
{
	if (word && strcmp(word, "male") == 0)
		return GENDER_MALE;
	return word && strcmp(word, "female") == 0 ? GENDER_FEMALE : GENDER_UNKNOWN;
}

/* Family names of a person: the one told, and the last words of each full name. */
static void families_add(
	struct speakers *s, const struct profile_speaker *sp, const char *surname, uint32_t at)
{
	struct profile_name_key key;
	if (surname) {
		lookup_name_key(s, surname, strlen(surname), &key);
		char both[2 * PROFILE_KEY_SIZE];
		size_t len = strlen(key.given), tail = strlen(key.family);
		memcpy(both, key.given, len);
		if (len)
			both[len++] = ' ';
		memcpy(both + len, key.family, tail + 1);
		lookup_list(s, &s->family, both, at);
	}
	for (const char *const *a = sp->aliases; *a; a++) {
		lookup_name_key(s, *a, strlen(*a), &key);
		if (key.given[0])
			lookup_list(s, &s->family, key.family, at);
	}
}

static void load_speaker(struct load *l, const struct yaml_node *key, const struct yaml_node *map,
	enum speaker_sort sort)
{
	const struct option *rows = sort == SPEAKER_PERSON ? person_rows : institution_rows;
	struct speaker_options o = {0};
	option_defaults(rows, &o);
	if (map->kind != YAML_MAP) {
		faults_add(l->faults, l->file, map->line, map->col, "%s: takes a map", key->text);
	} else {
		/* Read on after a fault, so that all of them are told at once. */
		(void)option_read(rows, map, l->file, key->text, &o, l->faults);
		struct profile_speaker *sp = o.name ? speaker_add(l, key, key->text, sort) : NULL;
		if (sp) {
			uint32_t at = (uint32_t)(sp - l->s->items);
			sp->name = keep_text(l->s, o.name);
			sp->side = side_of(l, map, o.side);
			sp->gender = gender_of(o.gender);
			sp->aliases = keep_list(l->s, o.name, &o.aliases);
			load_roles(l, o.roles, sp);
			for (const char *const *a = sp->aliases; *a; a++)
				alias_add(l, map, *a, at);
			if (sort == SPEAKER_PERSON)
				families_add(l->s, sp, o.surname, at);
		}
	}
	option_release(rows, &o);
}

/* Sides */

static void load_side(struct load *l, const struct yaml_node *key, const struct yaml_node *map)
{
	struct side_options o = {0};
	size_t before = faults_errors(l->faults);
	option_defaults(side_rows, &o);
	if (map->kind != YAML_MAP) {
		faults_add(l->faults, l->file, map->line, map->col, "%s: takes a map", key->text);
	} else if (option_read(side_rows, map, l->file, key->text, &o, l->faults) == 0 && !o.name) {
		faults_add(l->faults, l->file, map->line, map->col, "%s: name is empty", key->text);
	} else if (o.name && faults_errors(l->faults) == before) {
		struct speakers *s = l->s;
		struct profile_side *side = &s->sides[s->n_sides];
		*side = (struct profile_side){
			.id = keep_text(s, key->text),
			.name = keep_text(s, o.name),
			.aliases = keep_list(s, o.name, &o.aliases),
			.adjectives = keep_list(s, NULL, &o.adjectives),
			.leader = o.leader ? keep_text(s, o.leader) : NULL,
		};
		strmap_put(&s->side_ids, key->text, strlen(key->text), (uint32_t)s->n_sides);
		struct profile_speaker *sp = speaker_add(l, key, key->text, SPEAKER_INSTITUTION);
		if (sp) {
			sp->name = side->name;
			sp->side = side;
			sp->aliases = side->aliases;
			for (const char *const *a = side->aliases; *a; a++)
				alias_add(l, map, *a, (uint32_t)(sp - s->items));
		}
		for (const char *const *a = side->adjectives; *a; a++) {
			bool capital, caps;
			uint32_t n = lookup_phrase(s, *a, &capital, &caps);
			if (n == NONE)
				continue;
			s->nodes[n].adjective = (uint32_t)s->n_sides;
			s->nodes[n].capital = s->nodes[n].capital && capital;
			s->nodes[n].caps = s->nodes[n].caps && caps;
		}
		s->n_sides++;
	}
	option_release(side_rows, &o);
}

/* After all */

static void index_roles(struct speakers *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct profile_speaker *sp = &s->items[i];
		for (size_t r = 0; r < sp->n_roles; r++) {
			const struct profile_role *role = &sp->roles[r];
			const char *scope = role->of ? role->of : (sp->side ? sp->side->id : "");
			AUTOFREE char *key = lookup_held_key(scope, role->office);
			lookup_list(s, &s->held, key, (uint32_t)i);
		}
	}
}

/* The top map of a document; an empty one if it is something else. */
static const struct yaml_node *top(struct load *l, const struct yaml_doc *doc)
{
	static const struct yaml_node none = {.kind = YAML_MAP};
	const struct yaml_node *root = yaml_root(doc);
	if (root && root->kind == YAML_MAP)
		return root;
	faults_add(l->faults, l->file, 0, 0, "takes a map");
	return &none;
}

static void load_sides(struct load *l, const struct yaml_node *root)
{
	static const char *const keys[] = {"sides", NULL};
	check_keys(l, root, keys);
	const struct yaml_node *sides = section(l, root, "sides", YAML_MAP);
	l->s->sides = xcalloc(sides->n + 1, sizeof(*l->s->sides));
	for (size_t i = 0; i < sides->n; i++)
		load_side(l, sides->keys[i], sides->items[i]);
}

static void load_people(struct load *l, const struct yaml_node *root)
{
	static const char *const keys[] = {
		"given_names", "offices", "institutions", "people", NULL};
	check_keys(l, root, keys);
	load_given_names(l, section(l, root, "given_names", YAML_MAP));
	const struct yaml_node *offices = section(l, root, "offices", YAML_MAP);
	for (size_t i = 0; i < offices->n; i++)
		load_office(l, offices->keys[i], offices->items[i]);
	const struct yaml_node *bodies = section(l, root, "institutions", YAML_MAP);
	for (size_t i = 0; i < bodies->n; i++)
		load_speaker(l, bodies->keys[i], bodies->items[i], SPEAKER_INSTITUTION);
	const struct yaml_node *people = section(l, root, "people", YAML_MAP);
	for (size_t i = 0; i < people->n; i++)
		load_speaker(l, people->keys[i], people->items[i], SPEAKER_PERSON);
	index_roles(l->s);
}

struct speakers *speakers_read(
	const struct yaml_doc *sides, const struct yaml_doc *people, struct faults *faults)
{
	struct load l = {.s = xcalloc(1, sizeof(struct speakers)), .faults = faults};
	bool capital, caps;
	(void)lookup_phrase(l.s, "", &capital, &caps); /* the root node */
	if (sides) {
		l.file = yaml_file(sides);
		load_sides(&l, top(&l, sides));
	}
	l.side_words = xcalloc(l.s->n_sides + 1, sizeof(*l.side_words));
	for (size_t i = 0; i < l.s->n_sides; i++)
		l.side_words[i] = l.s->sides[i].id;
	if (people) {
		l.file = yaml_file(people);
		load_people(&l, top(&l, people));
	}
	free(l.side_words);
	return l.s;
}

struct speakers *speakers_load(const char *dir, struct faults *faults)
{
	AUTOFREE char *sides_path = xasprintf("%s/sides.yaml", dir);
	AUTOFREE char *people_path = xasprintf("%s/speakers.yaml", dir);
	struct yaml_doc *sides = yaml_load_file(sides_path, PROFILE_BYTES_MAX, faults);
	struct yaml_doc *people = yaml_load_file(people_path, PROFILE_BYTES_MAX, faults);
	struct speakers *s = speakers_read(sides, people, faults);
	yaml_doc_free(people);
	yaml_doc_free(sides);
	return s;
}

void speakers_free(struct speakers *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->n_owned; i++)
		free(s->owned[i]);
	free(s->owned);
	for (size_t i = 0; i < s->n_lists; i++)
		free(s->lists[i].items);
	free(s->lists);
	free(s->sides);
	free(s->items);
	free(s->offices);
	free(s->given_groups);
	free(s->nodes);
	strmap_release(&s->side_ids);
	strmap_release(&s->speaker_ids);
	strmap_release(&s->office_phrases);
	strmap_release(&s->given);
	strmap_release(&s->edges);
	strmap_release(&s->family);
	strmap_release(&s->held);
	free(s);
}

size_t profile_sides(const struct profile *profile, const struct profile_side **sides)
{
	*sides = profile->speakers->sides;
	return profile->speakers->n_sides;
}

const struct profile_side *profile_side(const struct profile *profile, const char *id)
{
	uint32_t at = id ? strmap_get(&profile->speakers->side_ids, id, strlen(id)) : STRMAP_NONE;
	return at == STRMAP_NONE ? NULL : &profile->speakers->sides[at];
}

size_t profile_speakers(const struct profile *profile, const struct profile_speaker **speakers)
{
	*speakers = profile->speakers->items;
	return profile->speakers->n;
}

const struct profile_speaker *profile_speaker(const struct profile *profile, const char *id)
{
	const struct speakers *s = profile->speakers;
	uint32_t at = id ? strmap_get(&s->speaker_ids, id, strlen(id)) : STRMAP_NONE;
	return at == STRMAP_NONE ? NULL : &s->items[at];
}
