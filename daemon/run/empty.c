typedef int gs_run_empty;
