/* What a webhook's receiver answers: the status in the first byte, then Retry-After on a line, then
 * the body. No secret of ours is ever told, whatever it repeats. */
#include <event2/event.h>
#include <stdint.h>
#include <stdlib.h>

#include "net/fetch.h"
#include "net/transfer.h"
#include "run/webhook.h"
#include "util/mem.h"
#include "util/utf8.h"

#define SECRET "whsec_YSBzZWNyZXQgb2YgYXQgbGVhc3QgMjQgYnl0ZXM="
#define TOKEN  "bearer-of-news"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct webhook *hook(void)
{
	static struct webhook *made;
	if (!made) {
		static const char *const secrets[] = {SECRET};
		struct fetch_options options = {
			.user_agent = (char *)(uintptr_t) "fuzz/1", .max_transfers = 1};
		struct fetcher *fetcher = fetcher_new(event_base_new(), &options);
		made = webhook_new(fetcher,
			&(struct webhook_spec){.name = "desk",
				.target = {.url = "https://u:a-password@h.example/T/"
						  "SECRETPART?key=0123456789"},
				.token = TOKEN,
				.secrets = secrets,
				.n_secrets = 1},
			NULL);
	}
	return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct webhook_words words;
	struct webhook_result result;
	if (size == 0)
		return 0;
	AUTOFREE char *text = xstrndup((const char *)data + 1, size - 1);
	char *body = strchr(text, '\n');
	if (body)
		*body++ = '\0';
	struct fetch_result answer = {.status = 100 + data[0] * 2,
		.retry_after_secs = transfer_retry_after(text, 1700000000),
		.body = BUF_INIT(4096)};
	if (body)
		(void)buf_puts(&answer.body, body);
	webhook_judge(hook(), &answer, &words, &result);
	buf_release(&answer.body);
	if (answer.retry_after_secs < -1 || !result.answer || !result.why)
		abort();
	if ((result.outcome == WEBHOOK_DELIVERED) != (answer.status >= 200 && answer.status < 300))
		abort();
	static const char *const ours[] = {SECRET, TOKEN, "a-password", "SECRETPART", "0123456789"};
	for (size_t i = 0; i < ARRAY_SIZE(ours); i++)
		if (strstr(result.answer, ours[i]) || strstr(result.why, ours[i]))
			abort();
	/* It is on one line; what else could disguise it is made visible where it is shown. */
	if (strpbrk(result.answer, "\r\n"))
		abort();
	return 0;
}
