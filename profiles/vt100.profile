# DEC's, and what calls itself so to be on the safe side.
colour no
lines acs
