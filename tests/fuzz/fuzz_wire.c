/* Lines from a child: the first byte says how the stream is cut; then whatever comes must be cut
 * into lines and read without harm. */
#include <stdint.h>
#include <stdlib.h>

#include "proc/wire.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	size_t piece = (size_t)data[0] + 1;
	struct wire_lines lines CLEANUP(wire_lines_release);
	wire_lines_init(&lines, 4096);
	for (size_t at = 1; at < size; at += piece) {
		size_t n = size - at < piece ? size - at : piece;
		if (wire_lines_add(&lines, data + at, n) < 0)
			break;
		size_t len;
		for (const char *line = wire_lines_next(&lines, &len); line;
			line = wire_lines_next(&lines, &len)) {
			struct wire_answer answer = {.json = NULL};
			struct err err = ERR_INIT;
			if (wire_answer_parse(line, len, &answer, &err) < 0 && err.text[0] == '\0')
				abort(); /* a refusal names its reason */
			wire_answer_release(&answer);
		}
	}
	return 0;
}
