"""The one kind of error that a person at the screen can mend."""


class UserError(Exception):
    """A fault in what a person gave: one Chinese sentence says what is wrong, where, and what to do."""
