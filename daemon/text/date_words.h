#ifndef TEXT_DATE_WORDS_H
#define TEXT_DATE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The words in dates, of en, uk, ru, pl, de, fr, es, pt and it (and a few neighbours where they
 * cost nothing). Every word is given folded as utf8_fold leaves it: lower case, no marks.
 */

/* 1 to 12 for a month's name in any case or cut, 0 for another word. */
int date_word_month(const char *word, size_t len);
/* 0 (Sunday) to 6, or -1. "mar" is left to the months. */
int date_word_weekday(const char *word, size_t len);
/* Whether it is a zone's name. *secs: east of Greenwich; *us: hours west in winter for the names
 * that stand for standard and summer time alike ("ET"), else 0. */
bool date_word_zone(const char *word, size_t len, int *secs, int *us);
/* Whether it may stand between the parts of a date: "of", "de", "um", "року", the th of "5th". */
bool date_word_filler(const char *word, size_t len);

#endif
