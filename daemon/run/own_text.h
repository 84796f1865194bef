#ifndef RUN_OWN_TEXT_H
#define RUN_OWN_TEXT_H

#include <stdbool.h>

/* The article as its feed's entry carries it. */
struct own_text {
	char *html; /* NULL: nothing that is worth reading; the caller frees it */
	bool full; /* by its length and its end, all of the article: its page need not be asked for
		    */
};
/* entry: a feed object of this entry alone (feed_json.h); may be NULL. */
struct own_text own_text(const char *entry);

#endif
