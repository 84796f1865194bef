typedef int gs_proc_empty;
