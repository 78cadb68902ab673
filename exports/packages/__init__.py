"""Sealed packages for the stick: keys, envelope, signature, container, and the way onto the stick."""
