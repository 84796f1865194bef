#include "cmd/listing.h"

#include <stdio.h>
#include <sysexits.h>

#include "cmd/cmd.h"
#include "ledger/ledger.h"
#include "run/config.h"
#include "text/date.h"
#include "util/err.h"
#include "util/mem.h"
#include "util/yaml.h"

#define DAY_SECS 86400

static int parse_date(
	const struct command *self, const char *option, const char *text, int64_t *out)
{
	int64_t date = date_parse(text, NULL);
	if (date == DATE_UNKNOWN)
		return cmd_usage(self, "%s takes a date, not \"%s\"", option, text);
	*out = date;
	return EX_OK;
}

static int parse_numbers(const struct command *self, struct listing *r)
{
	char *end = NULL;
	if (r->limit) {
		r->filter.limit = strtoll(r->limit, &end, 10);
		if (end == r->limit || *end || r->filter.limit < 0)
			return cmd_usage(self, "--limit takes a number, not \"%s\"", r->limit);
	}
	if (r->min_score) {
		r->filter.min_score = strtod(r->min_score, &end);
		if (end == r->min_score || *end)
			return cmd_usage(
				self, "--min-score takes a number, not \"%s\"", r->min_score);
	}
	return EX_OK;
}

int listing_open_ledger(const struct command *self, struct listing *r)
{
	AUTOFREE char *path = xstrdup_null(r->ledger_file);
	if (!path) {
		AUTOFREE char *file = config_find(r->config);
		struct faults faults CLEANUP(faults_release) = {0};
		struct config *config = config_load(file, &faults);
		if (!config) {
			cmd_faults(&faults);
			return EX_CONFIG;
		}
		path = config_ledger_path(config);
		config_free(config);
	}
	struct err err = ERR_INIT;
	if (ledger_open(path, DB_READ, &r->ledger, &err) < 0) {
		(void)cmd_error(self, &err);
		return err.code == ERR_CONFIG ? EX_CONFIG : EX_NOINPUT;
	}
	return EX_OK;
}

int listing_open(const struct command *self, struct listing *r, int limit)
{
	r->filter.limit = limit;
	r->filter.since = INT64_MIN;
	r->filter.until = INT64_MAX;
	int status = parse_numbers(self, r);
	if (status == EX_OK && r->since)
		status = parse_date(self, "--since", r->since, &r->filter.since);
	if (status == EX_OK && r->until)
		status = parse_date(self, "--until", r->until, &r->filter.until);
	/* A day without an hour is meant to its end. */
	if (status == EX_OK && r->until && strlen(r->until) <= strlen("2025-01-01"))
		r->filter.until += DAY_SECS - 1;
	return status == EX_OK ? listing_open_ledger(self, r) : status;
}

int listing_status(const struct command *self, const struct listing *r)
{
	const struct err *err = ledger_error(r->ledger);
	return err->code == ERR_NONE ? EX_OK : cmd_error(self, err);
}

void listing_release(struct listing *r)
{
	ledger_close(&r->ledger);
}
