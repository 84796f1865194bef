#ifndef PROFILE_SPEAKERS_H
#define PROFILE_SPEAKERS_H

/* Inside profile/ only: what speakers.c reads and lookup.c searches. */

#include "profile/profile.h"
#include "util/strmap.h"

#define NONE UINT32_MAX

struct faults;
struct yaml_doc;

/* A phrase ends here: what it stands for, as indexes. */
struct phrase_node {
	uint32_t speaker, adjective, office; /* NONE: nothing */
	bool capital, caps; /* how a name must be written */
};

/* A list of numbers: the speakers under one key. */
struct numbers {
	uint32_t *items;
	size_t n, cap;
};

/* Spellings of one given name. */
struct given_group {
	const char *key; /* of the first */
	char gender; /* 'm' or 'f' */
};

struct speakers {
	struct profile_side *sides;
	size_t n_sides;
	struct profile_speaker *items; /* never grows after load: pointers are handed out */
	size_t n, cap;
	char **offices; /* first phrase of each */
	size_t n_offices, cap_offices;
	void **owned; /* every string and inner array above */
	size_t n_owned, cap_owned;
	struct strmap side_ids, speaker_ids, office_phrases;
	struct given_group *given_groups;
	size_t n_given_groups, cap_given_groups;
	struct strmap given; /* key of a given name to its group */
	struct strmap edges; /* node number and word to node number */
	struct phrase_node *nodes;
	size_t n_nodes, cap_nodes;
	struct strmap family; /* key of a family name to index into lists */
	struct numbers *lists;
	size_t n_lists, cap_lists;
	struct strmap held; /* scope and office to index into lists */
};

/* speakers_load from documents; either may be NULL. */
struct speakers *speakers_read(
	const struct yaml_doc *sides, const struct yaml_doc *people, struct faults *faults);

#endif
