"""Editors for what a reviewer says: one for each kind of item, and one for a finding."""
