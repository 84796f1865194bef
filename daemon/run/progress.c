#include "run/progress.h"

bool progress_made(
	struct progress *progress, size_t pending, int64_t ended, int64_t now_ms, int64_t limit_ms)
{
	if (pending == 0) {
		*progress = (struct progress){.ended = ended};
		return true;
	}
	if (progress->since_ms == 0 || progress->ended != ended)
		*progress = (struct progress){.ended = ended, .since_ms = now_ms};
	return now_ms - progress->since_ms < limit_ms;
}
