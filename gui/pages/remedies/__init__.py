"""整改: the remedy ledger, its wall board, and the recheck."""
