/* The YAML loader under configuration and profile: no input may crash it or leave it without either
 * a document or a fault. */
#include <stdint.h>
#include <stdlib.h>

#include "util/mem.h"
#include "util/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct faults faults = {0};
	struct yaml_doc *doc = yaml_load("fuzz", (const char *)data, size, &faults);
	if (!doc && faults.n == 0)
		abort();
	yaml_doc_free(doc);
	faults_release(&faults);
	return 0;
}
