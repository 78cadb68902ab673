"""Spreadsheets in and out: case ledgers, score sheets, remedy ledgers and lists."""
