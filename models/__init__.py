"""The facts: cases, batches, assignments, answers, letters, remedies and the audit trail."""
