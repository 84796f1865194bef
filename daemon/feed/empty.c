typedef int gs_feed_empty;
