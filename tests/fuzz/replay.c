/* Runs a fuzz target over every file of the folders named: the seeds, and hostile inputs that once
 * hurt, as an ordinary test for builds without libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/limits.h"
#include "util/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
	int passed = 0;
	for (int i = 1; i < argc; i++) {
		DIR *dir = opendir(argv[i]);
		if (!dir) {
			(void)fprintf(stderr, "no seeds in %s\n", argv[i]);
			return 1;
		}
		for (struct dirent *e = readdir(dir); e; e = readdir(dir)) {
			if (e->d_name[0] == '.')
				continue;
			AUTOFREE char *path = xasprintf("%s/%s", argv[i], e->d_name);
			struct buf bytes CLEANUP(buf_release) = BUF_INIT(MIB(64));
			struct err err = ERR_INIT;
			if (file_read(path, &bytes, &err) < 0) {
				(void)fprintf(stderr, "%s\n", err.text);
				(void)closedir(dir);
				return 1;
			}
			(void)LLVMFuzzerTestOneInput((const uint8_t *)bytes.data, bytes.len);
			passed++;
		}
		(void)closedir(dir);
	}
	(void)printf("%d passed, 0 failed\n", passed);
	return passed ? 0 : 1;
}
