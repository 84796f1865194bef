#include "run/jump.h"

int64_t jump_look(struct jump *jump, int64_t wall_ms, int64_t boot_ms)
{
	int64_t offset = wall_ms - boot_ms, moved = offset - jump->offset_ms;
	int first = jump->offset_ms == 0;
	jump->offset_ms = offset;
	return first || (moved < JUMP_MIN_MS && moved > -JUMP_MIN_MS) ? 0 : moved;
}

int64_t jump_plan(int64_t when_ms, int64_t now_ms, int64_t back_ms)
{
	if (when_ms <= now_ms || when_ms == INT64_MAX)
		return when_ms;
	return when_ms - back_ms > now_ms ? when_ms - back_ms : now_ms;
}
