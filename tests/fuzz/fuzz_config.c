/* The configuration: any bytes give a configuration or faults with a place. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "run/config.h"
#include "util/mem.h"
#include "util/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[] = "/tmp/gainsay-fuzz-config-XXXXXX";
	int fd = mkstemp(path);
	if (fd < 0)
		return 0;
	if (write(fd, data, size) == (ssize_t)size) {
		struct faults faults CLEANUP(faults_release) = {0};
		struct config *config = config_load(path, &faults);
		assert((config == NULL) == (faults_errors(&faults) > 0));
		for (size_t i = 0; i < faults.n; i++)
			assert(faults.items[i].text && *faults.items[i].text);
		if (config)
			assert(config->state_dir && config->user_agent && config->alert_log);
		config_free(config);
	}
	(void)close(fd);
	(void)unlink(path);
	return 0;
}
