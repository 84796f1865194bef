/* How many prepared pairs compare_pair judges a second, and how fast statements are prepared. */
#include <stdio.h>

#include "claims/proposition.h"
#include "compare/compare.h"
#include "profile/profile.h"
#include "util/clock.h"
#include "util/mem.h"
#include "util/yaml.h"

#define ROUNDS 400

static const char *const texts[] = {
	"European soldiers will never be deployed in Ukraine, whatever flag they serve under",
	"Contingents of the coalition could be stationed in western Ukraine once a ceasefire holds",
	"The security guarantees have been agreed in full by both delegations",
	"How the guarantees are built is one of the things we will have to work through",
	"Ukraine launched 91 drones at the residence of the president in the Novgorod region "
	"overnight",
	"There was no attack on the residence; the whole story is a fabrication",
	"Ukrainian troops must leave Donbas before any agreement is signed",
	"Our soldiers stay in Donbas and we will not give up land",
	"At least 6,000 bodies were handed over under the Istanbul agreement this week",
	"The sanctions on the oil companies will not be lifted until a treaty has been signed",
	"The frozen assets will be used for a loan of 90 billion euros over two years",
	"No date has been set for a meeting of the leaders, and none has been discussed",
};

int main(void)
{
	struct faults faults CLEANUP(faults_release) = {0};
	AUTOFREE char *path = profile_find(NULL);
	struct profile *profile = path ? profile_load(path, &faults) : NULL;
	struct statement all[ARRAY_SIZE(texts)];
	if (!profile)
		return 1;
	int64_t begin = clock_mono_ms();
	for (int r = 0; r < ROUNDS; r++)
		for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
			if (r > 0)
				statement_release(&all[i]);
			all[i] = (struct statement){.text = xstrdup(texts[i])};
			all[i].speaker.id = xstrdup(i % 3 ? "peskov" : "zelensky");
			all[i].speaker.side = xstrdup(i % 3 ? "russia" : "ukraine");
			propositions_find(profile, &all[i]);
		}
	int64_t ms = clock_mono_ms() - begin;
	(void)printf("propositions\t%.0f\tstatements/s\t%zu statements\n",
		1000.0 * ROUNDS * ARRAY_SIZE(texts) / (double)(ms > 0 ? ms : 1), ARRAY_SIZE(texts));
	begin = clock_mono_ms();
	size_t pairs = 0, found = 0;
	for (int r = 0; r < ROUNDS; r++)
		for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
			for (size_t k = 0; k < ARRAY_SIZE(texts); k++) {
				struct comparison c CLEANUP(comparison_release) = {0};
				compare_pair(profile, &all[i], &all[k], &c);
				found += c.verdict == VERDICT_CONTRADICTION;
				pairs++;
			}
	ms = clock_mono_ms() - begin;
	(void)printf("compare pairs\t%.0f\tpairs/s\t%zu pairs, %zu contradictions\n",
		1000.0 * (double)pairs / (double)(ms > 0 ? ms : 1), pairs, found);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		statement_release(&all[i]);
	profile_free(profile);
	return 0;
}
