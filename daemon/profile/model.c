#include "profile/model.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profile/profile_private.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/strmap.h"
#include "util/yaml.h"

/* A tree asks few questions, or nobody can follow what it says; deeper ones only fit noise. */
#define TREE_DEPTH_MAX 4
/* Nodes of all trees: many times what fitting writes, few enough to judge a pair in microseconds.
 */
#define NODES_MAX 65535

static const char *const feature_names[FEATURES + 1] = {"slot_clash", "slot_agree", "slot_fact",
	"slot_will", "clash", "agree", "axis", "neg", "figure_clash", "figure_agree", "denial",
	"denial_earlier", "absolute", "condition", "until", "regardless", "hedge", "part", "whole",
	"may", "question", "supposed", "development", "change", "overlap", "shared", "thing",
	"issue", "same_speaker", "same_side", "two_sides", "should", "past", "days", "should_one",
	"elsewhere", "actor", "two_should", "two_will", "two_opinion", "two_slot_will",
	"two_denial", "strong", "slot_align", "slot_denial", "event", "predicate",
	"other_predicate", "head", "gap", "voice", "pole", "pole_agree", "parity", "own", "mutual",
	"about", "date_clash", "compatible", "names_apart", "left", "figure_same", "two_figure",
	"no_first", "news", "apart", "bare_denial", "exact", NULL};

static const char *const model_names[MODELS + 1] = {
	"contradiction", "clash", "alert", "related", "voice", NULL};

/* One question of a tree, or with feature FEATURES its answer. */
struct node {
	uint16_t feature, below, above; /* indices of nodes */
	double value; /* the bound asked for, or the answer */
};

struct model {
	struct node *nodes;
	size_t n, cap;
	uint16_t *roots[MODELS];
	size_t n_roots[MODELS], cap_roots[MODELS];
	double bias[MODELS];
};

struct load {
	struct model *m;
	const char *file;
	struct faults *faults;
	struct strmap features;
};

const char *feature_name(enum feature feature)
{
	return feature_names[feature];
}

static void fault(const struct load *l, const struct yaml_node *node, const char *what)
{
	faults_add(l->faults, l->file, node->line, node->col, "%s", what);
}

static bool read_number(const struct load *l, const struct yaml_node *node, double *out)
{
	char *end = NULL;
	*out = node->kind == YAML_TEXT ? strtod(node->text, &end) : 0;
	if (end && end != node->text && *end == '\0' && *out > -1e6 && *out < 1e6)
		return true;
	fault(l, node, "takes a number within a million of 0");
	return false;
}

/* [FEATURE, BOUND, what holds below the bound, what holds from it on], or a number. Returns the
 * node's index; 0 after a fault. */
static uint16_t read_node(struct load *l, const struct yaml_node *node, int depth)
{
	struct node made = {.feature = FEATURES};
	if (l->m->n == NODES_MAX || depth > TREE_DEPTH_MAX) {
		fault(l, node,
			depth > TREE_DEPTH_MAX ? "a tree is deeper than 4 questions"
					       : "there are more than 65535 nodes");
		return 0;
	}
	if (node->kind != YAML_LIST) {
		if (!read_number(l, node, &made.value))
			return 0;
	} else {
		const char *name = node->n == 4 && node->items[0]->kind == YAML_TEXT
					   ? node->items[0]->text
					   : NULL;
		uint32_t feature = name ? strmap_get(&l->features, name, strlen(name))
					: STRMAP_NONE;
		if (!name) {
			fault(l, node, "takes a number or [evidence, bound, below, above]");
			return 0;
		}
		if (feature == STRMAP_NONE) {
			const char *near = yaml_suggest(name, feature_names);
			faults_add(l->faults, l->file, node->line, node->col,
				"there is no evidence \"%s\"%s%s%s", name,
				near ? "; did you mean \"" : "", near ? near : "",
				near ? "\"?" : "");
			return 0;
		}
		made.feature = (uint16_t)feature;
		if (!read_number(l, node->items[1], &made.value))
			return 0;
		made.below = read_node(l, node->items[2], depth + 1);
		made.above = read_node(l, node->items[3], depth + 1);
	}
	struct model *m = l->m;
	MEM_ROOM(m->nodes, m->n, m->cap);
	m->nodes[m->n] = made;
	return (uint16_t)m->n++;
}

static void read_model(struct load *l, const struct yaml_node *map, enum profile_model which)
{
	struct model *m = l->m;
	const struct yaml_node *bias = yaml_get(map, "bias"), *trees = yaml_get(map, "trees");
	if (map->kind != YAML_MAP || !bias || !trees || trees->kind != YAML_LIST || map->n != 2) {
		fault(l, map, "a model takes a bias and a list of trees");
		return;
	}
	(void)read_number(l, bias, &m->bias[which]);
	for (size_t i = 0; i < trees->n; i++) {
		uint16_t root = read_node(l, trees->items[i], 0);
		MEM_ROOM(m->roots[which], m->n_roots[which], m->cap_roots[which]);
		m->roots[which][m->n_roots[which]++] = root;
	}
}

struct model *model_load(const char *dir, struct faults *faults)
{
	struct model *m = xcalloc(1, sizeof(*m));
	AUTOFREE char *path = xasprintf("%s/weights.yaml", dir);
	struct yaml_doc *doc = yaml_load_file(path, PROFILE_BYTES_MAX, faults);
	struct load l = {.m = m, .file = path, .faults = faults};
	const struct yaml_node *root = doc ? yaml_root(doc) : NULL;
	for (uint32_t i = 0; i < FEATURES; i++)
		(void)strmap_add(&l.features, feature_names[i], strlen(feature_names[i]), i);
	/* the answer that stands for what could not be read */
	MEM_ROOM(m->nodes, m->n, m->cap);
	m->nodes[m->n++] = (struct node){.feature = FEATURES};
	for (size_t i = 0; root && i < MODELS; i++) {
		const struct yaml_node *map = yaml_get(root, model_names[i]);
		if (map)
			read_model(&l, map, (enum profile_model)i);
		else
			faults_add(faults, path, 0, 0, "there is no model \"%s\"", model_names[i]);
	}
	if (doc && !root)
		faults_add(faults, path, 0, 0, "there are no models");
	strmap_release(&l.features);
	yaml_doc_free(doc);
	return m;
}

void model_free(struct model *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < MODELS; i++)
		free(m->roots[i]);
	free(m->nodes);
	free(m);
}

double profile_judge(
	const struct profile *profile, enum profile_model model, const double *evidence)
{
	const struct model *m = profile->model;
	double sum = m->bias[model];
	for (size_t i = 0; i < m->n_roots[model]; i++) {
		const struct node *node = &m->nodes[m->roots[model][i]];
		while (node->feature < FEATURES)
			node = &m->nodes[evidence[node->feature] < node->value ? node->below
									       : node->above];
		sum += node->value;
	}
	return 1 / (1 + exp(-sum));
}
