# PuTTY in any of its modes of function keys; all of them are known.
lines unicode
