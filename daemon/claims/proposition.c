#include "claims/proposition.h"

#include "claims/statement.h"

void propositions_find(const struct profile *profile, struct statement *statement)
{
	(void)profile;
	(void)statement;
}
