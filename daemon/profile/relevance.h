#ifndef PROFILE_RELEVANCE_H
#define PROFILE_RELEVANCE_H

/* Inside profile/ only. */

struct faults;
struct relevance;
struct yaml_doc;

/* relevance_load from a document. */
struct relevance *relevance_read(const struct yaml_doc *doc, struct faults *faults);

#endif
