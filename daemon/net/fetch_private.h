#ifndef NET_FETCH_PRIVATE_H
#define NET_FETCH_PRIVATE_H

#include <stdbool.h>

struct fetcher;
struct sockaddr;

/* Puts another rule in the place of fetch_address_public, for tests that have loopback alone to
 * play both the public and the private net. */
void fetcher_set_rule(struct fetcher *fetcher, bool (*is_public)(const struct sockaddr *address));

#endif
