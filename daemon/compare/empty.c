typedef int gs_compare_empty;
