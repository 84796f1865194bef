#ifndef PROFILE_PROFILE_PRIVATE_H
#define PROFILE_PROFILE_PRIVATE_H

/* Inside profile/ only: one module and one file of data for each concern. */

struct faults;
struct issues;
struct model;
struct relevance;
struct speakers;
struct verbs;

struct profile {
	char *dir;
	struct speakers *speakers; /* speakers.c: sides.yaml, speakers.yaml */
	struct relevance *relevance; /* relevance.c: relevance.yaml */
	struct verbs *verbs; /* verbs.c: verbs.yaml */
	struct issues *issues; /* issues.c: issues.yaml, polarity.yaml, concepts.yaml */
	struct model *model; /* model.c: weights.yaml */
};

/* Each loads its files from dir, adds what is wrong to faults, and returns what it could read
 * (never NULL); each free accepts NULL. issues_load may refer to sides and speakers by id. */
struct speakers *speakers_load(const char *dir, struct faults *faults);
void speakers_free(struct speakers *speakers);
struct relevance *relevance_load(const char *dir, struct faults *faults);
void relevance_free(struct relevance *relevance);
struct verbs *verbs_load(const char *dir, struct faults *faults);
void verbs_free(struct verbs *verbs);
struct issues *issues_load(const char *dir, const struct speakers *speakers, struct faults *faults);
void issues_free(struct issues *issues);
struct model *model_load(const char *dir, struct faults *faults);
void model_free(struct model *model);

#endif
