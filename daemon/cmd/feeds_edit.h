#ifndef CMD_FEEDS_EDIT_H
#define CMD_FEEDS_EDIT_H

struct command;

/* What `gainsay feeds` does beside listing; each returns the exit status, having said what is
 * wrong. file names the configuration, NULL the usual one. */

/* Asks once for an address, and writes the feed that is there into the configuration; of a page,
 * the feed it names. name may be NULL. */
int feeds_add(const struct command *self, const char *file, const char *url, const char *name);
/* Writes the feeds of an OPML file into the configuration, those that are there left out. */
int feeds_import(const struct command *self, const char *file, const char *opml);
/* The configured feeds as OPML on standard output. */
int feeds_export(const struct command *self, const char *file);
/* Has one feed polled now. */
int feeds_poll(const struct command *self, const char *file, const char *which);

#endif
