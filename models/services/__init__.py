"""What people do, one module per aggregate: functions of a session that answer with `Changes` and never commit."""
