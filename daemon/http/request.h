#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What a browser or a collector of metrics asks, read strictly and from scratch: GET and HEAD of a
 * path, nothing else. What is not needed is not parsed, so that there is little to be wrong in:
 * no bodies, no folded lines, no second request on a connection.
 */

/* A browser with long cookies of its own sends about 4 KiB. */
#define HTTP_HEAD_MAX 8192
#define HTTP_PATH_MAX 1024
#define HTTP_HOST_MAX 256

struct http_request {
	bool head; /* HEAD: the answer has no body */
	char path[HTTP_PATH_MAX]; /* as sent, starts with '/'; without the query */
	char query[HTTP_PATH_MAX]; /* after '?'; "" if none */
	char host[HTTP_HOST_MAX]; /* the name in the Host field, in lower case, without its port */
};

/* Reads a request from the start of bytes. 1: it is whole; 0: more bytes are needed; else the
 * negative of the status to refuse it with (-400, -405, -413, -414, -431, -505). */
int http_request_parse(const char *bytes, size_t len, struct http_request *out);

#endif
