#ifndef CLAIMS_PROPOSITION_H
#define CLAIMS_PROPOSITION_H

struct profile;
struct statement;

/*
 * Works out what a statement asserts, from its text, context, cue class and speaker: fills
 * propositions, figures and denies, which must be empty before. Spans are bytes of statement->text.
 */
void propositions_find(const struct profile *profile, struct statement *statement);

#endif
