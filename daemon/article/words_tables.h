#ifndef ARTICLE_WORDS_TABLES_H
#define ARTICLE_WORDS_TABLES_H

#include <stddef.h>

/*
 * The word lists, each in byte order of its words. A row is a lower-case word or phrase; in the
 * lists of names and phrases "=" and letters follow, one a kind (words.c knows them): B body,
 * C comment, D drop, K dek, L place, M meta, N byline, P caption, R correction, S consent,
 * T heading of side matters, W weak, Y paywall.
 */
extern const char *const words_name_rows[];
extern const size_t words_n_name_rows;
extern const char *const words_stop_rows[];
extern const size_t words_n_stop_rows;
extern const char *const words_phrase_rows[];
extern const size_t words_n_phrase_rows;

#endif
