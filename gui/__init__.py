"""The window: the only layer that knows Qt."""

import builtins

import PySide6.QtCore  # noqa: F401  it puts the hook in

# PySide reads the source of every module that is imported after it, to see whether the module might use its optional
# snake_case spelling. Nothing here does, and the database alone is two hundred modules: a quarter of their loading.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
