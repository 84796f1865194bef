#ifndef UTIL_LOG_H
#define UTIL_LOG_H

/*
 * One log line is a sentence with key=value fields on stderr; where stderr is the journal's it is
 * prefixed "<N>" so that the journal keeps its level. Only run/ and cmd/ log; the floors below
 * return errors. The level says what the operator must do: ERROR something is lost or stopped;
 * WARNING something needs a look; NOTICE and INFO a milestone; DEBUG for developers.
 */
enum log_level { LOG_ERROR = 3, LOG_WARN = 4, LOG_NOTE = 5, LOG_INFO_ = 6, LOG_TRACE = 7 };

/* Messages above this level are dropped; NOTE at start. */
void log_set_level(enum log_level level);
enum log_level log_get_level(void);

/*
 * log_line(level, "sentence", "key", value, ..., NULL): the values are strings (NULL is shown as
 * -), quoted where they hold more than a word; control characters are shown as escapes and a value
 * is cut at LOG_VALUE_MAX, so that strangers' text cannot forge a line.
 */
void log_line(enum log_level level, const char *sentence, ...) __attribute__((sentinel));

/*
 * Where stderr is the journal's, lines go to the socket at path instead (JOURNAL_SOCKET, or another
 * for tests; borrowed): the line as MESSAGE, its level as PRIORITY, the sentence as
 * GAINSAY_SENTENCE and each value, unescaped, as GAINSAY_KEY. A line that is not taken there goes
 * to stderr. Elsewhere nothing changes; path NULL: back to stderr.
 */
void log_to_journal(const char *path);

/* The level for "error", "warning", "notice", "info", "debug"; -1 for another word. */
int log_level_from_word(const char *word);

/* Every line goes to fn instead of stderr, for tests; NULL restores stderr. */
void log_capture(void (*fn)(enum log_level level, const char *line, void *arg), void *arg);

#endif
