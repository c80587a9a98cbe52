# DEC's, and what calls itself so to be on the safe side.  A real one has lines
# of its own, acs; an emulator in UTF-8 may lack them.
colour no
