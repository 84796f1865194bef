#include "cmd/ask.h"

#include <sysexits.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "ledger/ledger.h"
#include "run/admin.h"
#include "run/config.h"
#include "run/control.h"
#include "util/err.h"
#include "util/json.h"
#include "util/mem.h"
#include "util/yaml.h"

static void config_cleanup(struct config **config)
{
	config_free(*config);
}

/* Nobody listens: the ledger is ours, or being opened or closed by a daemon. */
static int ask_ledger(const struct config *config, const struct ask_options *options,
	const json_t *request, json_t **answer, struct err *err)
{
	struct ledger *ledger CLEANUP(ledger_close) = NULL;
	AUTOFREE char *path = config_ledger_path(config);
	if (access(path, F_OK) < 0)
		return err_set(err, ERR_REJECT, "there is no ledger %s", path);
	int rc = ledger_open(path, options->reads ? DB_READ : DB_WRITE, &ledger, err);
	if (rc == 0)
		*answer = admin_do(&(struct admin){.ledger = ledger, .config = config}, request);
	return rc;
}

int ask(const struct command *self, const struct ask_options *options, const json_t *request,
	json_t **out)
{
	struct err err = ERR_INIT;
	struct faults faults CLEANUP(faults_release) = {0};
	AUTOFREE char *file = config_find(options->config_file);
	struct config *config CLEANUP(config_cleanup) = config_load(file, &faults);
	if (!config) {
		cmd_faults(&faults);
		return EX_CONFIG;
	}
	AUTOFREE char *path = config_control_path(config);
	AUTOJSON json_t *answer = NULL;
	int rc = control_ask(path, request, &answer, &err);
	if (rc == ERR_RETRY && !options->daemon_only)
		rc = ask_ledger(config, options, request, &answer, &err);
	if (rc < 0)
		return cmd_error(self, &err);
	if (!json_get_flag(answer, "ok")) {
		const char *why = json_get_text(answer, "why");
		const char *code = json_get_text(answer, "code");
		(void)err_set(&err, code ? err_from_word(code) : ERR_REJECT, "%s",
			why ? why : "the daemon refuses");
		return cmd_error(self, &err);
	}
	*out = json_incref(answer);
	return EX_OK;
}
