/* How fast text goes through claim extraction: the rules alone, and with the host's part. */
#include <stdio.h>

#include "claims/claims.h"
#include "claims/plugin.h"
#include "profile/profile.h"
#include "text/date.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/limits.h"
#include "util/mem.h"
#include "util/yaml.h"

#define COPIES 400 /* of the article below: about half a megabyte */

static const char article[] =
	"MOSCOW, Nov 21 (Newswire) - Kremlin spokesman Dmitry Peskov said on Friday that there "
	"were "
	"contacts with the Americans but nothing that could be called consultations.\n\n"
	"“Neither side is going to love all of it. Both can live with it,” the press secretary, "
	"Karoline Leavitt, told reporters. Two envoys had been quietly at work on it for a month, "
	"she said.\n\n"
	"The plan would limit the army to 600,000 and leave three regions to the other side. It "
	"has "
	"been read in many capitals with dismay, and several of them have begun to write their own."
	"\n\n"
	"According to the ministry, the strike killed two people. Zelensky rejected the plan and "
	"said "
	"Ukraine would not cede land, adding that no date had been set.\n\n"
	"“We,” he said, “will not go.” European officials denied that anybody had asked them, and "
	"urged Russia to agree to a ceasefire first.\n\n";

static void print(const char *what, size_t bytes, int64_t ms)
{
	(void)printf("%s\t%.0f\tKB/s\t%d articles of %zu bytes\n", what,
		(double)bytes / (ms > 0 ? (double)ms : 1.0), COPIES, sizeof(article) - 1);
}

int main(void)
{
	AUTOFREE char *path = profile_find(NULL);
	struct faults faults CLEANUP(faults_release) = {0};
	struct err err = ERR_INIT;
	struct profile *profile = path ? profile_load(path, &faults) : NULL;
	struct plugin_set *plugins = profile ? plugin_set_default(profile, NULL, NULL, &err) : NULL;
	if (!plugins) {
		(void)fprintf(stderr, "bench_claims: %s\n", err.text);
		profile_free(profile);
		return 1;
	}
	struct claims_source one = {
		.text = article, .len = sizeof(article) - 1, .published = DATE_UNKNOWN};
	int64_t begin = clock_mono_ms();
	for (int i = 0; i < COPIES; i++) {
		struct raw_statements raw CLEANUP(raw_statements_release) = {0};
		(void)plugin_set_extract(plugins, 0, &one, &raw, NULL);
	}
	print("claims rules", one.len * COPIES, clock_mono_ms() - begin);
	begin = clock_mono_ms();
	for (int i = 0; i < COPIES; i++) {
		struct statements list CLEANUP(statements_release) = {0};
		(void)claims_extract(plugins, profile, &one, &list, NULL);
	}
	print("claims whole", one.len * COPIES, clock_mono_ms() - begin);
	/* one long text: whatever is not linear shows here */
	struct buf all CLEANUP(buf_release) = BUF_INIT(MIB(4));
	for (int i = 0; i < COPIES; i++)
		(void)buf_puts(&all, article);
	struct claims_source whole = {
		.text = buf_str(&all), .len = all.len, .published = DATE_UNKNOWN};
	begin = clock_mono_ms();
	struct statements list CLEANUP(statements_release) = {0};
	(void)claims_extract(plugins, profile, &whole, &list, NULL);
	print("claims one text", all.len, clock_mono_ms() - begin);
	plugin_set_free(plugins);
	profile_free(profile);
	return 0;
}
