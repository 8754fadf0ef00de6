"""Is this name on a list? Checks, batches, decisions, receipts, counterparties under watch."""
