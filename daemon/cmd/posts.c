#include "cmd/posts.h"

#include "article/article.h"
#include "claims/claims.h"
#include "util/mem.h"

struct claims_post *posts_of(const struct article *article)
{
	if (article->n_posts == 0)
		return NULL;
	struct claims_post *posts = xcalloc(article->n_posts, sizeof(*posts));
	for (size_t i = 0; i < article->n_posts; i++)
		posts[i] = (struct claims_post){
			.span = {article->posts[i].begin, article->posts[i].end},
			.published = article->posts[i].published,
		};
	return posts;
}
