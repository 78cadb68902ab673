"""The few dialogs: faults, official steps, the first start, the keys."""
