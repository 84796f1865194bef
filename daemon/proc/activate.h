#ifndef PROC_ACTIVATE_H
#define PROC_ACTIVATE_H

/*
 * Socket activation (sd_listen_fds(3)): the first listening stream socket that the service manager
 * hands over, closed on exec, or -1 where there is none meant for us. The variables are taken out
 * of the environment, so that no child thinks the socket its own: the second call finds nothing.
 */
int activate_socket(void);

#endif
