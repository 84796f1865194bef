#ifndef CMD_POSTS_H
#define CMD_POSTS_H

struct article;
struct claims_post;

/* The posts of a live page as claim extraction takes them: article->n_posts rows; NULL for none.
 * The caller frees them. */
struct claims_post *posts_of(const struct article *article);

#endif
