#include "run/feed_manners.h"

#include "net/fetch.h"
#include "run/config.h"
#include "util/mem.h"
#include "util/url.h"

void feed_manners(
	const struct config *config, const struct config_feed *feed, struct fetch_request *request)
{
	request->allow_private = config->allow_private || (feed && feed->allow_private);
	if (!feed)
		return;
	request->user_agent = feed->user_agent;
	request->proxy = feed->proxy;
	request->ca_file = feed->ca_file;
	AUTOFREE char *its = url_host(feed->url), *host = url_host(request->url);
	if (!its || !host || strcmp(its, host) != 0)
		return;
	request->user_password = feed->user_password;
	request->headers = (const char *const *)feed->header_lines;
}
