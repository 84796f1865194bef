typedef int gs_http_empty;
