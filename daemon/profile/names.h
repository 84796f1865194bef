#ifndef PROFILE_NAMES_H
#define PROFILE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* A word of a name as a key; longer words are cut, which only makes two of them alike. */
#define NAME_KEY_SIZE 64

/*
 * The key of one word of a name: what all its spellings share. Zelensky, Zelenskyy, Zelenskiy and
 * Зеленський meet in one key, Zelenska in another; so do Sybiha and Sibiga, Yermak and Ermak.
 * Letters of other scripts than Latin and Cyrillic are kept. Returns its length; 0 when the word
 * has no letter.
 */
size_t name_word_key(const char *word, size_t len, char key[NAME_KEY_SIZE]);

/*
 * A word as aliases are compared: folded, without points and apostrophes, letters such as ł and ø
 * as plain ones. Returns its length; 0 when nothing is left.
 */
size_t name_word_fold(const char *word, size_t len, char out[NAME_KEY_SIZE]);

/* "von", "de", "bin": a word that belongs to the family name after it. Folded form. */
bool name_is_particle(const char *word);
/* "Mr", "Dr", "Sir", "Gen": stands before a name and is no part of it. Folded, without point. */
bool name_is_honorific(const char *word);
/* What an honorific tells of gender: 'm', 'f' or 0. */
char name_honorific_gender(const char *word);

#endif
