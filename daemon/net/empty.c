typedef int gs_net_empty;
