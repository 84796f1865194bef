#ifndef PROFILE_ISSUES_H
#define PROFILE_ISSUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct patterns;
struct profile;

/*
 * What the talks are about, and the words that say it. issues.yaml holds things (nouns, by issue),
 * issues with their slots, and each slot's values with phrase patterns; polarity.yaml holds opposed
 * predicates (axes with two poles), negators, and marks of how a thing is told; concepts.yaml holds
 * words of one meaning. All of them become classes and patterns of one compiled set
 * (text/pattern.h), owned by the profile.
 */

struct profile_issue {
	const char *id; /* "guarantees" */
	const char *name; /* "security guarantees" */
};

struct profile_value {
	const char *id; /* "agreed" */
	const char *name; /* for people: "agreed" */
	size_t negation; /* the value its negation says; own index: none */
	uint64_t excludes; /* bit i: cannot hold together with value i */
};

/* A slot has at most this many values: one bit each. */
#define SLOT_VALUES_MAX 16
#define SLOT_SCOPES_MAX 4

struct profile_slot {
	const char *id; /* with the issue: "guarantees.agreed" */
	const char *name; /* for people */
	const struct profile_issue *issue;
	bool fact; /* a clash between two sides is a dispute; else a disagreement */
	struct profile_value *values;
	size_t n_values;
	/* Classes that tell events apart: two answers with different members never clash. */
	uint32_t scopes[SLOT_SCOPES_MAX];
	size_t n_scopes;
};

enum class_role {
	CLASS_PLAIN, /* only patterns speak of it */
	CLASS_THING, /* a noun of the topic */
	CLASS_CONCEPT, /* words of one meaning, of general use */
	CLASS_NAME, /* a side or a person */
	CLASS_AXIS, /* a pole of opposed predicates */
	CLASS_NEGATOR,
	CLASS_NEUTRAL, /* looks like a negation and is none: "not only" */
	CLASS_MARK, /* how it is told: "should", "never", "yet" */
	CLASS_STOP, /* says nothing about what is spoken of */
	CLASS_WEAK, /* says little */
};

struct profile_class {
	const char *name; /* "troops", "accept+", "never" */
	enum class_role role;
	const struct profile_issue *issue; /* of a thing; may be NULL */
	int pole; /* of an axis: +1 or -1 */
	bool local; /* of an axis: its minus pole negates nothing else in the clause */
};

/* What a pattern hit stands for. */
struct profile_answer {
	const struct profile_slot *slot;
	size_t value;
};

const struct patterns *profile_patterns(const struct profile *profile);
/* The class with a number that patterns_find reports. */
const struct profile_class *profile_class(const struct profile *profile, uint32_t number);
/* The answer with an id that patterns_find reports. */
const struct profile_answer *profile_answer(const struct profile *profile, uint32_t id);

size_t profile_issues(const struct profile *profile, const struct profile_issue **issues);
const struct profile_issue *profile_issue(const struct profile *profile, const char *id);
size_t profile_slots(const struct profile *profile, const struct profile_slot **slots);
/* By its full id; NULL if there is none. */
const struct profile_slot *profile_slot(const struct profile *profile, const char *id);
/* The index of a value by id; slot->n_values if there is none. */
size_t profile_value(const struct profile_slot *slot, const char *id);
/* The issue of a thing class by name, or NULL. */
const struct profile_issue *profile_thing_issue(const struct profile *profile, const char *thing);

#endif
