#ifndef RUN_FEED_MANNERS_H
#define RUN_FEED_MANNERS_H

struct config;
struct config_feed;
struct fetch_request;

/*
 * How a feed and its pages are asked for: with its own user agent, proxy, certificates; its headers
 * and its password only where the feed itself is, never at another host. Texts are borrowed from
 * the configuration. request->url must be set; feed may be NULL.
 */
void feed_manners(
	const struct config *config, const struct config_feed *feed, struct fetch_request *request);

#endif
