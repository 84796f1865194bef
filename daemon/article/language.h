#ifndef ARTICLE_LANGUAGE_H
#define ARTICLE_LANGUAGE_H

/*
 * The language of a text as a primary subtag ("en", "uk"), given what the page declares ("en-GB",
 * NULL): the declaration holds unless the letters or the most frequent words of the text speak
 * against it. NULL where neither tells. The caller frees it.
 */
char *language_choose(const char *declared, const char *text);

#endif
