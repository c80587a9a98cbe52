# tmux, which knows UTF-8 only.
lines unicode
