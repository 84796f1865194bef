#ifndef UTIL_LIMITS_H
#define UTIL_LIMITS_H

/*
 * Every size, count, depth and time that others could otherwise grow, with its reason.
 * Sizes in bytes, times in the unit of the name. A folder may hold a limit of its own beside the
 * code when nothing else needs it; what two folders share stands here.
 */

#define KIB(n) ((size_t)(n) << 10)
#define MIB(n) ((size_t)(n) << 20)

/* Logging: a field of a stranger's text is a hint, not a copy; a line stays one write to a pipe. */
#define LOG_VALUE_MAX 512
#define LOG_LINE_MAX  KIB(8)

/* Input documents. The largest real feeds seen are podcasts of 10 MiB and more; news pages stay
 * under 6 MiB; both are doubled. A configuration is written by hand. */
#define FEED_BYTES_MAX   MIB(32)
#define PAGE_BYTES_MAX   MIB(16)
#define CONFIG_BYTES_MAX MIB(4)
/* A profile of 1,000 speakers and 200 slots is about 2 MiB of YAML. */
#define PROFILE_BYTES_MAX MIB(16)

/* A feed publishes at most a few hundred entries; archives were seen with 20,000. */
#define FEED_ENTRIES_MAX 20000
/* No real page was seen deeper than 51 levels; walks are loops, so this bounds time only. */
#define DOM_DEPTH_MAX 2048
#define DOM_NODES_MAX 1000000

/* Article text handed to claim extraction: live blogs of a day reach 300 KiB. The claims command
 * takes more, since it is asked by hand. */
#define ARTICLE_TEXT_MAX MIB(2)
#define CLAIMS_TEXT_MAX  MIB(16)
/* Statements of one article; a day's live blog has about 400. */
#define STATEMENTS_MAX 5000
/* Text of one statement kept in the ledger; longer ones are whole speeches and are cut. */
#define STATEMENT_TEXT_MAX KIB(16)

/* JSON lines between processes: the largest is an article's text with its statements. */
#define WIRE_LINE_MAX MIB(48)
/* jansson recurses: its own limit of 2048 is kept well below a worker's stack. */

/* YAML nesting and node count: aliases are refused, so this is the tree itself. */
#define YAML_DEPTH_MAX 32
#define YAML_NODES_MAX 500000

/* URLs: longer ones were only seen as attacks and tracking. */
#define URL_BYTES_MAX KIB(8)

#endif
