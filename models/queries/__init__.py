"""What screens and reports ask, one module each: functions of a session that answer with frozen rows."""
