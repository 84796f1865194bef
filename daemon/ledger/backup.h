#ifndef LEDGER_BACKUP_H
#define LEDGER_BACKUP_H

struct err;

/*
 * Copies of the ledger, and back. Both are whole or absent: what is made is written beside its
 * place, checked, made durable, and then renamed.
 */

/* Copies a ledger, in use or not, into a file that must not exist, as it stood at one moment. The
 * daemon is read beside and goes on meanwhile. 0, or negative with nothing left behind. */
int ledger_backup(const char *ledger, const char *copy, struct err *err);

/*
 * Puts a copy in the ledger's place, brought up to this program's schema; what was there before is
 * kept under the name `aside` (absent if there was nothing). ERR_RETRY while a daemon has the
 * ledger; ERR_REJECT when the copy is no ledger; on any fault the old one is as it was.
 */
int ledger_restore(const char *ledger, const char *copy, const char *aside, struct err *err);

#endif
