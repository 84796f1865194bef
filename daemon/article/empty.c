typedef int gs_article_empty;
