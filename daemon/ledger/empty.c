typedef int gs_ledger_empty;
