#include "profile/profile.h"

#include <stdio.h>

#include "profile/profile_private.h"
#include "util/file.h"
#include "util/mem.h"
#include "util/yaml.h"

#ifndef PROFILE_INSTALLED_DIR
#define PROFILE_INSTALLED_DIR "/usr/share/gainsay/profiles/ukraine"
#endif

struct profile *profile_load(const char *dir, struct faults *faults)
{
	size_t before = faults_errors(faults);
	struct profile *profile = xcalloc(1, sizeof(*profile));
	profile->dir = xstrdup(dir);
	profile->speakers = speakers_load(dir, faults);
	profile->relevance = relevance_load(dir, faults);
	profile->verbs = verbs_load(dir, faults);
	profile->issues = issues_load(dir, profile->speakers, faults);
	profile->model = model_load(dir, faults);
	if (faults_errors(faults) > before) {
		profile_free(profile);
		return NULL;
	}
	return profile;
}

void profile_free(struct profile *profile)
{
	if (!profile)
		return;
	model_free(profile->model);
	issues_free(profile->issues);
	verbs_free(profile->verbs);
	relevance_free(profile->relevance);
	speakers_free(profile->speakers);
	free(profile->dir);
	free(profile);
}

char *profile_find(const char *option)
{
	if (option)
		return xstrdup(option);
	return file_find_data("etc/profiles/ukraine", PROFILE_INSTALLED_DIR);
}
